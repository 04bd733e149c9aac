import { Trans } from "@lingui/react/macro";
import { formatMoment, isZone, type Micros } from "../../time";

/** Moments on the wall clock of a schedule's zone, one below the other. */
export function NextRuns({ moments, zone }: { moments: readonly Micros[]; zone: string }) {
  if (moments.length === 0)
    return (
      <span className="faint">
        <Trans>None</Trans>
      </span>
    );
  const shown = isZone(zone) ? zone : "UTC";
  return (
    <ol className="next-runs">
      {moments.map((at) => (
        <li key={at}>
          <time dateTime={new Date(at / 1000).toISOString()}>{formatMoment(at, shown)}</time>
        </li>
      ))}
    </ol>
  );
}
