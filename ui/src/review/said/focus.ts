import { useEffect, useEffectEvent } from "react";

/** What the keyboard can be asked to write. */
export type Asked = "note" | "tag";

let asked: { what: Asked; entry: string } | null = null;
const listeners = new Set<() => void>();

/** Puts the keyboard into the field for a note or a tag of an entry, as soon as that entry is on screen. */
export function askFor(what: Asked, entry: string): void {
  asked = { what, entry };
  for (const listener of listeners) listener();
}

/** Calls `focus` when this field of the entry is asked for, also where that was before it came on screen. Who only makes room for the field leaves the asking to it. */
export function useAsked(what: Asked, entry: string, focus: () => void, makesRoom = false): void {
  const give = useEffectEvent(focus);
  useEffect(() => {
    function listener(): void {
      if (asked?.what !== what || asked.entry !== entry) return;
      if (!makesRoom) asked = null;
      give();
    }
    listener();
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [what, entry, makesRoom]);
}
