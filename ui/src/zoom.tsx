import { useEffect, useEffectEvent } from "react";
import type { ProgramHost } from "./platform";
import { useProgram } from "./program";

/** Sizes of what the window shows, in per cent: the steps of browsers. */
export const ZOOMS = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const;

/** The size that a key asks for, as browsers have it; `null`: it asks for none. */
export function zoomBy(key: string, now: number): number | null {
  switch (key) {
    // On most keyboards the plus stands above the equals sign.
    case "+":
    case "=":
      return ZOOMS.find((step) => step > now) ?? now;
    case "-":
    case "_":
      return ZOOMS.findLast((step) => step < now) ?? now;
    case "0":
      return 100;
    default:
      return null;
  }
}

/** Changes the size of what the window shows by the keys of browsers. */
export function ZoomKeys({ host }: { host: ProgramHost }) {
  const { program, change } = useProgram(host);
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const now = program.data?.zoom;
    if (now === undefined || event.altKey || event.ctrlKey === event.metaKey) return;
    const zoom = zoomBy(event.key, now);
    if (zoom === null) return;
    event.preventDefault();
    if (zoom !== now) change.mutate({ zoom });
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return null;
}
