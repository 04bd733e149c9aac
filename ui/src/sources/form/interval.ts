import { t } from "@lingui/core/macro";

/** The shortest time between automatic syncs that the core accepts, in seconds. */
export const SHORTEST_INTERVAL = 30;

/** The choices for the time between automatic syncs; `own` asks for seconds. */
export const INTERVALS = [
  { id: "off", text: t`Off: only when told`, seconds: null },
  { id: "60", text: t`Every minute`, seconds: 60 },
  { id: "300", text: t`Every 5 minutes`, seconds: 300 },
  { id: "900", text: t`Every 15 minutes`, seconds: 900 },
  { id: "3600", text: t`Every hour`, seconds: 3600 },
] as const;

export type IntervalChoice = (typeof INTERVALS)[number]["id"] | "own";

/** The choice that a number of seconds is. */
export function intervalChoice(seconds: number | null): IntervalChoice {
  return INTERVALS.find((choice) => choice.seconds === seconds)?.id ?? "own";
}

/** The seconds that were typed; `undefined` where that is no number the core would take. */
export function typedInterval(text: string): number | undefined {
  const seconds = Number(text.trim());
  return Number.isSafeInteger(seconds) && seconds >= SHORTEST_INTERVAL ? seconds : undefined;
}
