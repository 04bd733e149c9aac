import { useEffect, useEffectEvent } from "react";

/** What the keyboard can be asked to write. */
export type Asked = "note" | "tag";

let asked: Asked | null = null;
const listeners = new Set<(what: Asked) => void>();

/** Puts the keyboard into the field for a note or a tag, as soon as it is on screen. */
export function askFor(what: Asked): void {
  asked = what;
  for (const listener of listeners) listener(what);
}

/** Calls `focus` when this field is asked for, also where that was before it came on screen. Who only makes room for the field leaves the asking to it. */
export function useAsked(what: Asked, focus: () => void, makesRoom = false): void {
  const answer = useEffectEvent(() => {
    if (!makesRoom) asked = null;
    focus();
  });
  useEffect(() => {
    const listener = (wanted: Asked) => {
      if (wanted === what) answer();
    };
    if (asked !== null) listener(asked);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [what]);
}
