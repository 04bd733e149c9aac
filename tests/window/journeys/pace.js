// Takes the time from an input to the paint that shows its effect, inside the page, where no driver is in between.
// `painted`: the second frame after the input, which is the first one that a person can have seen.
// `answered`: the frame in which the question it asked is answered on the screen, with the rows in sight; `null` for an input that asked nothing.
const GIVE_UP = 20_000;
const samples = [];
let step = "";
let opened = 0;

const body = () => document.querySelector(".review-body");
const isBusy = () => body()?.getAttribute("aria-busy") === "true";
const isWaiting = () => document.querySelector(".grid-row.waiting") !== null;
const nextFrame = (then) => requestAnimationFrame(() => requestAnimationFrame((now) => then(now)));

new MutationObserver((changes) => {
  for (const change of changes) if (change.oldValue === "true" && !isBusy()) opened += 1;
}).observe(document.body, { subtree: true, attributeFilter: ["aria-busy"], attributeOldValue: true });

function take(kind, event) {
  if (step === "") return;
  const sample = { step, kind, painted: null, answered: null };
  const from = event.timeStamp;
  const before = opened;
  // What only moves is answered when no row in sight waits for its content.
  const moves = kind === "wheel" || kind === "move";
  samples.push(sample);
  nextFrame((now) => {
    sample.painted = now - from;
    (function watch() {
      const late = performance.now() - from > GIVE_UP;
      const done = moves ? !isWaiting() : opened > before && !isBusy() && !isWaiting();
      if (done) nextFrame((shown) => (sample.answered = shown - from));
      else if (!late) requestAnimationFrame(watch);
    })();
  });
}

const MOVES = new Set(["j", "k", "PageDown", "PageUp", "Home", "End", "ArrowDown", "ArrowUp"]);
const isGrid = (event) => event.target.closest?.("[role=grid]") !== null;
addEventListener("keydown", (event) => take(isGrid(event) && MOVES.has(event.key) ? "move" : "key", event), true);
addEventListener("pointerup", (event) => take("pointer", event), true);
addEventListener("wheel", (event) => take("wheel", event), { capture: true, passive: true });

window.pace = {
  begin: (name) => (step = name),
  samples: () => samples,
};
