// Measures within the page how long a payload takes to open, and the frames while it scrolls.
const section = () => document.querySelector(".inspector section[aria-label='Response']");
const isLong = (size) =>
  Boolean(section()?.querySelector(".part-head .faint")?.textContent.includes(size)) &&
  section().querySelector("[role=tree][aria-busy=false] [role=treeitem] .payload-value") !== null;
const state = {
  opened: false,
  took: null,
  scrolled: null,
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
    const times = [];
    let empty = 0;
    let last = performance.now();
    state.scrolled = null;
    (function step(now) {
      times.push(now - last);
      last = now;
      const rows = [...list.querySelectorAll("[role=treeitem]")];
      if (rows.some((row) => row.childElementCount === 0)) empty += 1;
      if (times.length < frames) {
        list.scrollTop += by;
        requestAnimationFrame(step);
      } else {
        const sorted = times.slice(1).sort((a, b) => a - b);
        const at = (share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]);
        state.scrolled = { frames, median_ms: at(0.5), p95_ms: at(0.95), worst_ms: at(1), frames_with_missing_rows: empty };
      }
    })(last);
  },
};
window.payload = state;
