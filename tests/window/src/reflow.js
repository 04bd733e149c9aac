// Controls that are cut off, lie over one another, or are reached only by scrolling in two directions; and whether the page scrolls sideways.
const CONTROLS = "button, a[href], input, select, textarea, [role=tab], [role=link], [role=slider], [role=switch]";
// What may scroll both ways by its nature: tables, payloads, charts.
const WIDE = "[role=grid], table, .payload-rows, .cm-editor, .table-frame, svg, pre";

const boxOf = (element) => (element.closest("label") ?? element).getBoundingClientRect();

// What only screen readers meet has no place on the screen.
function isSeen(element) {
  if (element.closest("[aria-hidden='true'], [inert], svg") || element.getClientRects().length === 0) return false;
  for (let at = element.closest("label") ?? element; at; at = at.parentElement) {
    const { width, height } = at.getBoundingClientRect();
    if (width <= 1 && height <= 1 && getComputedStyle(at).display !== "contents") return false;
  }
  return getComputedStyle(element).visibility !== "hidden";
}

function troubleOf(element) {
  const box = boxOf(element);
  const isWide = element.closest(WIDE) !== null;
  for (let around = (element.closest("label") ?? element).parentElement; around; around = around.parentElement) {
    const { overflowX, overflowY, position } = getComputedStyle(around);
    const { left, right, top, bottom } = around.getBoundingClientRect();
    const isOutX = box.left < left - 1 || box.right > right + 1;
    const isOutY = box.top < top - 1 || box.bottom > bottom + 1;
    if ((isOutX && /hidden|clip/.test(overflowX)) || (isOutY && /hidden|clip/.test(overflowY))) {
      return `is cut off by <${around.tagName.toLowerCase()} class="${around.className}">`;
    }
    if (/auto|scroll/.test(overflowX) || /auto|scroll/.test(overflowY)) {
      if (isOutX && !isWide) return `is at the side of <${around.tagName.toLowerCase()} class="${around.className}">`;
      if (isOutX || isOutY) return null;
    }
    if (position === "fixed") return null;
  }
  return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 ? "is outside of the window" : null;
}

// Whether scrolling has left a point of an element in sight: beyond the edge of what scrolls, other controls may lie.
function isScrolledTo(element, x, y) {
  for (let around = element.parentElement; around; around = around.parentElement) {
    const { overflowX, overflowY, position } = getComputedStyle(around);
    const { left, right, top, bottom } = around.getBoundingClientRect();
    if (/auto|scroll/.test(overflowX + overflowY) && (x < left || x > right || y < top || y > bottom)) return false;
    if (position === "fixed") return true;
  }
  return true;
}

// One control under another: what is at the middle of the one belongs to the other.
function coverOf(element) {
  const { left, right, top, bottom } = boxOf(element);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (!isScrolledTo(element, x, y)) return null;
  const above = document.elementFromPoint(x, y);
  const other = above?.closest(CONTROLS);
  const own = element.closest("label") ?? element;
  if (!other || own.contains(other) || other.contains(own) || own.contains(above)) return null;
  return `lies under “${nameOf(other)}”`;
}

function nameOf(element) {
  const label = element.closest("label") ?? element;
  return (element.getAttribute("aria-label") ?? label.textContent).trim().slice(0, 50);
}

const page = document.querySelector(".shell-page") ?? document.documentElement;
const found = page.scrollWidth > page.clientWidth + 1 ? ["the page scrolls sideways"] : [];
const { scrollWidth, scrollHeight } = document.documentElement;
if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push("the window itself scrolls");
for (const element of [...document.querySelectorAll(CONTROLS)].filter(isSeen)) {
  const trouble = troubleOf(element) ?? coverOf(element);
  if (trouble) found.push(`“${nameOf(element)}” ${trouble}`);
}
return [...new Set(found)];
