/** An element with its place among its siblings, from what had the focus up to the body. */
type Path = readonly { readonly element: Element; readonly index: number }[];

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]:not([tabindex='-1']), [contenteditable='true']";

/** Where the focus was, newest first: once in the page, once in each layer over it. */
const past = new Map<Element, Path>();

/**
 * Keeps the keyboard in the window. When what has the focus is taken away or disabled, what stands in its place gets it, or what is nearest; of another
 * page the page itself. Left alone, the focus would be nowhere, and keys and screen readers with it.
 */
export function keepFocus(): void {
  let isWaiting = false;
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) remember(target);
  });
  // Who presses the pointer beside everything leaves what had the focus.
  document.addEventListener("pointerdown", () => past.clear());

  function check(): void {
    if (isWaiting || !isLost()) return;
    isWaiting = true;
    const had = lastFocused();
    // Dialogs and menus give the focus back by themselves, a frame later.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        isWaiting = false;
        if (isLost()) restore();
        // A button that was disabled for a moment only is back, without the focus.
        else if (had === lastFocused() && isNowhere() && had instanceof HTMLElement && canHaveFocus(had)) had.focus();
      }),
    );
  }
  new MutationObserver(check).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["disabled"],
  });
}

function remember(element: Element): void {
  const path: { element: Element; index: number }[] = [];
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
    path.push({ element: at, index: [...(at.parentElement?.children ?? [])].indexOf(at) });
  }
  const layer = path.at(-1)?.element;
  if (!layer) return;
  past.delete(layer);
  past.set(layer, path);
}

function lastFocused(): Element | undefined {
  return [...past.values()].at(-1)?.[0]?.element;
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isLost(): boolean {
  const last = lastFocused();
  if (!last || (!isNowhere() && document.activeElement !== last)) return false;
  return last.matches(":disabled") || (document.activeElement !== last && !isShown(last));
}

function restore(): void {
  for (const path of [...past.values()].toReversed()) {
    for (const [at, { index }] of path.entries()) {
      const parent = path[at + 1]?.element;
      const found = parent?.isConnected ? nearest(parent, index) : null;
      if (found) {
        found.focus();
        return;
      }
    }
  }
}

/** The first that can have the focus, from a place among the children on, then before it. */
function nearest(parent: Element, index: number): HTMLElement | null {
  const children = [...parent.children];
  for (const child of [...children.slice(index), ...children.slice(0, index).toReversed()]) {
    const page = child.matches("main") ? child : child.querySelector("main");
    const found = page ?? [child, ...child.querySelectorAll(FOCUSABLE)].find(canHaveFocus);
    if (!(found instanceof HTMLElement)) continue;
    if (found === page && !found.hasAttribute("tabindex")) found.tabIndex = -1;
    return found;
  }
  return null;
}

function canHaveFocus(element: Element): boolean {
  return element.matches(FOCUSABLE) && !element.matches(":disabled") && isShown(element);
}

function isShown(element: Element): boolean {
  return (
    element.isConnected && element.getClientRects().length > 0 && !element.closest("[inert], [aria-hidden='true']")
  );
}
