import { useEffect, useEffectEvent } from "react";
import { navigatePage } from "./router";

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

/** Goes to the review page and puts the cursor into its query bar. */
export function focusQueryBar(): void {
  navigatePage("review");
  if (focus) focus();
  else wanted = true;
}
