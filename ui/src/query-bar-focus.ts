import { useEffect, useEffectEvent } from "react";
import { navigatePage, type Page } from "./router";

let focus: (() => void) | null = null;
let wanted = false;

/** Lets the shell put the cursor into the query bar. Used by the component that holds the bar. */
export function useQueryBarFocus(focusBar: () => void): void {
  const latest = useEffectEvent(focusBar);
  useEffect(() => {
    focus = () => latest();
    if (wanted) {
      wanted = false;
      latest();
    }
    return () => {
      focus = null;
    };
  }, []);
}

/** Puts the cursor into the query bar of the page; from a page without one it goes to Review first. */
export function focusQueryBar(page: Page): void {
  if (page !== "usage") navigatePage("review");
  if (focus) focus();
  else wanted = true;
}
