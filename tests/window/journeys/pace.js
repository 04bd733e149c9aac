// Takes the time from an input to the paint that shows its effect, inside the page, where no driver is in between.
// `handled`: everything that the input had the page do at once is done; what is left is drawing.
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
  const sample = { step, kind, handled: null, painted: null, answered: null };
  const from = event.timeStamp;
  const before = opened;
  // What only moves is answered when no row in sight waits for its content.
  const moves = kind === "wheel" || kind === "move";
  samples.push(sample);
  const done = new MessageChannel();
  done.port1.addEventListener("message", () => (sample.handled = performance.now() - from), { once: true });
  done.port1.start();
  done.port2.postMessage(null);
  nextFrame((now) => {
    sample.painted = now - from;
    (function watch() {
      const late = performance.now() - from > GIVE_UP;
      const isDone = moves ? !isWaiting() : opened > before && !isBusy() && !isWaiting();
      if (isDone) nextFrame((shown) => (sample.answered = shown - from));
      else if (!late) requestAnimationFrame(watch);
    })();
  });
}

const MOVES = new Set(["j", "k", "PageDown", "PageUp", "Home", "End", "ArrowDown", "ArrowUp"]);
const isGrid = (event) => event.target.closest?.("[role=grid]") !== null;
addEventListener("keydown", (event) => take(isGrid(event) && MOVES.has(event.key) ? "move" : "key", event), true);
addEventListener("pointerup", (event) => take("pointer", event), true);
addEventListener("wheel", (event) => take("wheel", event), { capture: true, passive: true });

// The floor: a change of one small element, again and again, on a page that does nothing else.
async function floor(times) {
  const spot = document.createElement("div");
  spot.style.cssText = "position:fixed;right:0;bottom:0;width:4px;height:4px;background:red";
  document.body.append(spot);
  for (let i = 0; i < times; i += 1) {
    await new Promise((rested) => setTimeout(rested, 110));
    const from = performance.now();
    spot.style.background = i % 2 ? "red" : "blue";
    await new Promise((shown) =>
      nextFrame((now) => {
        samples.push({ step: "one spot changed", kind: "floor", handled: null, painted: now - from, answered: null });
        shown();
      }),
    );
  }
  spot.remove();
}

window.pace = {
  floor,
  begin: (name) => (step = name),
  samples: () => samples,
};
