import { t } from "@lingui/core/macro";
import type { Estimate } from "../../bindings/Estimate";
import type { Figure } from "../../bindings/Figure";
import { formatRuns } from "../../counts";
import { formatCount, formatSeconds } from "../../numbers";

/** `4`, `about 4`, or `about 4 (3 to 6)` where both ends read differently. */
export function figureWords({ about, low, high, exact }: Figure, format: (value: number) => string): string {
  if (exact) return format(about);
  const [figure, from, to] = [format(about), format(low), format(high)];
  return from === to ? t`about ${figure}` : t`about ${figure} (${from} to ${to})`;
}

/** Objects, and the requests that write them; a folder needs no requests. */
export function objectWords({ objects, requests }: Estimate): string {
  const written = figureWords(objects, formatCount);
  return requests.about === 0 ? written : t`${written}, by ${figureWords(requests, formatCount)} requests`;
}

/** How long it would take, and by what that is told. */
export function timeWords({ seconds, by_runs, rows }: Estimate): string {
  if (rows === 0) return t`Nothing to write`;
  if (seconds === null) return t`Not known yet: no export to this destination so far`;
  return t`${figureWords(seconds, formatSeconds)}, by the last ${formatRuns(by_runs)}`;
}
