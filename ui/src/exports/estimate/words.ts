import type { Estimate } from "../../bindings/Estimate";
import type { Figure } from "../../bindings/Figure";
import { formatCount, formatCountOf, formatSeconds } from "../../numbers";

/** `4`, `about 4`, or `about 4 (3 to 6)` where both ends read differently. */
export function figureWords({ about, low, high, exact }: Figure, format: (value: number) => string): string {
  if (exact) return format(about);
  const ends = [format(low), format(high)];
  return ends[0] === ends[1] ? `about ${format(about)}` : `about ${format(about)} (${ends.join(" to ")})`;
}

/** Objects, and the requests that write them; a folder needs no requests. */
export function objectWords({ objects, requests }: Estimate): string {
  const written = figureWords(objects, formatCount);
  return requests.about === 0 ? written : `${written}, by ${figureWords(requests, formatCount)} requests`;
}

/** How long it would take, and by what that is told. */
export function timeWords({ seconds, by_runs, rows }: Estimate): string {
  if (rows === 0) return "Nothing to write";
  if (seconds === null) return "Not known yet: no export to this destination so far";
  return `${figureWords(seconds, formatSeconds)}, by the last ${formatCountOf(by_runs, "run", "runs")}`;
}
