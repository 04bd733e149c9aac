// Measures within the page how long a payload takes to open, and the frames while it scrolls.
const section = () => document.querySelector(".inspector section[aria-label='Response']");
const isLong = (size) =>
  Boolean(section()?.querySelector(".part-head .faint")?.textContent.includes(size)) &&
  section().querySelector("[role=tree][aria-busy=false] [role=treeitem] .payload-value") !== null;
// Scrolls a list frame by frame and tells how long the frames took.
function step(list, frames, by, done, each = () => undefined) {
  const times = [];
  let last = performance.now();
  (function next(now) {
    times.push(now - last);
    last = now;
    each();
    if (times.length < frames) {
      list.scrollTop += by;
      return requestAnimationFrame(next);
    }
    const sorted = times.slice(1).sort((a, b) => a - b);
    const at = (share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]);
    done({ frames, median_ms: at(0.5), p95_ms: at(0.95), worst_ms: at(1) });
  })(last);
}

const state = {
  opened: false,
  took: null,
  scrolled: null,
  plain: null,
  isLong,
  // From the last press, of the pointer or of a key, to the frame that shows the tree.
  open(size) {
    state.opened = false;
    let from = 0;
    const pressed = (event) => (from = event.timeStamp);
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, pressed, { capture: true });
    (function watch() {
      if (from === 0 || !isLong(size)) return requestAnimationFrame(watch);
      requestAnimationFrame((now) => {
        for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, pressed, { capture: true });
        state.took = Math.round(now - from);
        state.opened = true;
      });
    })();
  },
  // So many frames, each further by so many pixels; how long each took and how many showed rows that were not there yet.
  scroll(frames, by) {
    const list = section().querySelector("[role=tree]");
    let empty = 0;
    state.scrolled = null;
    step(list, frames, by, (times) => (state.scrolled = { ...times, frames_with_missing_rows: empty }), () => {
      if ([...list.querySelectorAll("[role=treeitem]")].some((row) => row.childElementCount === 0)) empty += 1;
    });
  },
  // The same with lines that were all there before, on the same place: what drawing alone takes on this machine.
  scrollPlain(frames, by) {
    const { left, top, width, height } = section().querySelector("[role=tree]").getBoundingClientRect();
    const list = document.createElement("pre");
    Object.assign(list.style, { position: "fixed", left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, overflow: "auto", zIndex: 999, background: "Canvas" });
    list.textContent = Array.from({ length: (frames * by) / 10 }, (_, at) => `${at} the quick brown fox jumps over the lazy dog`).join("\n");
    document.body.append(list);
    state.plain = null;
    step(list, frames, by, (times) => {
      list.remove();
      state.plain = times;
    });
  },
};
window.payload = state;
