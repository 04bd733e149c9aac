// Where the keyboard is, and what a person would press next to bring it to an element. Reads only: every step is a real key.
const [xpath] = arguments;

const CONTROLS =
  "a[href], button, input, select, textarea, summary, [contenteditable='true'], [role=tab], [role=menuitem], [role=option], [role=link], [role=slider], [role=separator], [role=columnheader][tabindex]";
const FOCUSABLE = `${CONTROLS}, [tabindex]`;
// Widgets in which arrow keys move and Tab leaves.
const WIDGETS = ["grid", "treegrid", "tree", "listbox", "menu", "tablist", "radiogroup"].map((role) => `[role=${role}]`).join();

const isShown = (element) =>
  element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden" && !element.closest("[inert], [aria-hidden='true']");
// WebKit tells -1 of a text that can be edited, and Tab leads to it all the same.
const isReached = (element) => element.tabIndex >= 0 || element.matches("[contenteditable='true']:not([tabindex])");
const isStop = (element) => isReached(element) && !element.matches(":disabled, [type=hidden]") && isShown(element);
const roleOf = (element) => element.getAttribute("role") ?? `${element.tagName} ${element.type ?? ""}`;
const boxOf = (element) => (element.closest("label") ?? element).getBoundingClientRect();

/** What takes the keyboard for an element: itself, the control around it or in it, the row that it is in. */
function carrierOf(element) {
  if (element instanceof HTMLOptionElement) return element.closest("select");
  const treeitem = element.closest("[role=treeitem]");
  if (treeitem) return treeitem;
  const label = element.closest("label");
  if (label?.control) return label.control;
  return (
    element.closest(CONTROLS) ??
    element.closest("[role=grid] [role=row], [role=gridcell][tabindex]:not([data-rac])") ??
    [...element.querySelectorAll(FOCUSABLE)].find(isShown) ??
    element.closest("[tabindex]")
  );
}

/** What the focus is on: the element, or the part of it that it names as the active one. */
function currentOf(active) {
  const part = active.getAttribute("aria-activedescendant");
  return (part && document.getElementById(part)) || active;
}

/** The widget in which arrow keys lead to an element, and the stop by which the keyboard comes into it. */
function widgetOf(target) {
  let widget = target.parentElement.closest(WIDGETS);
  // Controls in the cells of a table of React Aria are reached from their row.
  const isInCell = widget?.matches("[role=grid][data-rac]") ?? false;
  if (isReached(target) && !isInCell) return null;
  // A roving tab stop in a widget without a role of its own, such as the marks of a chart.
  for (let around = target.parentElement; !widget && around; around = around.parentElement) {
    if ([...around.querySelectorAll(FOCUSABLE)].some(isStop)) widget = around;
  }
  if (!widget) return null;
  const stops = [widget, ...widget.querySelectorAll(FOCUSABLE)].filter(isStop);
  const peer = isInCell ? undefined : stops.find((stop) => stop !== widget && roleOf(stop) === roleOf(target));
  const active = document.activeElement;
  const current = currentOf(active);
  const isIn = peer ? widget.contains(active) && roleOf(active) === roleOf(target) : widget.contains(current);
  return { entry: peer ?? stops[0], isIn };
}

/** Whether something shows where the keyboard is: a line around the element, or around what stands for it. */
function hasRing(active) {
  const current = currentOf(active);
  const label = active.closest("label");
  const around = [active.parentElement, active.parentElement?.parentElement, active.closest(".query-bar")].filter(Boolean);
  const inside = label ? [label, ...label.querySelectorAll("*")] : [...active.querySelectorAll(":scope > .ground, :scope > [role=row]")];
  return [active, current, ...around, ...inside].some((element) => {
    const { boxShadow, stroke } = getComputedStyle(element);
    const hasOutline = [null, "::after"].some((part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    });
    // A shadow that neither falls nor blurs is a line.
    const isLine = /inset|0px 0px 0px [1-9]/.test(boxShadow);
    return hasOutline || isLine || (element.matches(".ground") && stroke !== "none");
  });
}

function words(element) {
  if (!element || element === document.body) return "nothing";
  const name = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 60);
  return `<${element.tagName.toLowerCase()} ${element.getAttribute("role") ?? element.className}> ${name}`;
}

/** Arrow keys from one part of a widget to another, as they lie on the screen. */
function arrows(current, target) {
  if (current.contains(target)) return { key: "ArrowRight", times: 1 };
  const [from, to] = [boxOf(current), boxOf(target)];
  const rows = Math.max(1, Math.floor(Math.abs(to.top - from.top) / from.height) - 1);
  if (to.top >= from.bottom - 2) return { key: "ArrowDown", times: rows };
  if (to.bottom <= from.top + 2) return { key: "ArrowUp", times: rows };
  // The marks of a chart are of one width, more or less.
  const marks = roleOf(current) === "link" ? Math.max(1, Math.floor(Math.abs(to.left - from.left) / from.width) - 1) : 1;
  return { key: to.left > from.left ? "ArrowRight" : "ArrowLeft", times: marks };
}

/** How many Tabs lie between the focus and a stop, forwards or back; one where that cannot be told. */
function tabs(active, target) {
  const scope = [target.closest("[role=dialog], [role=alertdialog]")].find((dialog) => dialog?.contains(active)) ?? document;
  // A table of React Aria is one stop, whatever is in its cells.
  const tables = new Set();
  const stops = [...scope.querySelectorAll(FOCUSABLE)].filter((stop) => {
    const table = stop.closest("[role=grid][data-rac]");
    if (!isStop(stop) || (table && tables.has(table) && stop !== active && stop !== target)) return false;
    if (table) tables.add(table);
    return true;
  });
  const to = stops.indexOf(target);
  const from = stops.indexOf(active);
  if (to < 0 || active === document.body) return 1;
  if (from >= 0) return to - from;
  const before = stops.filter((stop) => stop.compareDocumentPosition(active) & Node.DOCUMENT_POSITION_FOLLOWING).length;
  return to >= before ? to - before + 1 : to - before;
}

/** The key that does what a click on the element would do, once the keyboard is on it. */
function keyFor(element, target) {
  if (target.matches("input[type=radio], input[type=checkbox]")) return target.type === "radio" && target.checked ? "" : " ";
  if (target.matches("input, textarea, select, [contenteditable], [role=slider], [role=tab][aria-selected='true']")) return "";
  // In lists of the product's own a click only moves there; a button in a row of a tree is the row's Enter.
  if (target.matches("[role=treeitem]")) return element.closest("button") ? "Enter" : "";
  if (target.matches("[role=row], [role=option], [role=gridcell]") && !target.hasAttribute("data-rac")) return "";
  return "Enter";
}

const element = document.evaluate(xpath, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
const active = document.activeElement ?? document.body;
if (active !== document.body) window.hadKeyboard = true;
const at = words(active);
const answer = (step) => ({ at, ...step });
if (!element) return answer({ step: "gone" });
const target = carrierOf(element);
if (!target) return answer({ step: "none" });
if (active === document.body && window.hadKeyboard) return answer({ step: "lost" });
const current = currentOf(active);
if (element instanceof HTMLOptionElement && active === target && !element.selected) {
  const by = element.index - target.selectedIndex;
  return answer({ step: "arrows", key: by > 0 ? "ArrowDown" : "ArrowUp", times: Math.abs(by) });
}
if (current === target || (target !== document.body && target.contains(current) && target.matches("[role=row]"))) {
  return answer({ step: "there", key: keyFor(element, target), ring: hasRing(active) });
}
const widget = widgetOf(target);
if (!widget) return answer({ step: "tab", times: tabs(active, target) });
if (!widget.isIn) return answer(widget.entry ? { step: "tab", times: tabs(active, widget.entry) } : { step: "none" });
// A list that tells no active part yet has one after the first arrow.
return answer({ step: "arrows", ...(current.matches(WIDGETS) ? { key: "ArrowDown", times: 1 } : arrows(current, target)) });
