import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import type { GapSpan } from "../../bindings/GapSpan";
import type { Timeline } from "../../bindings/Timeline";
import { gapOf, gapReason } from "../../gaps";
import { formatCount } from "../../numbers";
import { formatMoment, formatWall } from "../../time";
import { OUTCOMES } from "../outcomes";
import { barTotal, type Bar, type Span } from "./geometry";

/** Gaps told in the tip; a platform may have one per token. */
const GAPS_TOLD = 4;

interface TipProps {
  bar: Bar;
  brushed: Span | null | undefined;
  brushedTotal: number;
  gaps: readonly GapSpan[];
  zone: string;
  x: number;
  y: number;
  width: number;
}

/** The numbers of the bar under the pointer, or of the span that is being chosen. */
export function TimelineTip({ bar, brushed, brushedTotal, gaps, zone, x, y, width }: TipProps) {
  const span = brushed && brushed.until - brushed.from > bar.until - bar.from ? brushed : bar;
  const total = barTotal(bar);
  const missing = gaps.filter((gap) => (gap.from ?? Number.NEGATIVE_INFINITY) < span.until && gap.until > span.from);
  return (
    <div
      className="timeline-tip"
      style={{ top: y + 6, ...(x < width / 2 ? { left: Math.max(0, x + 8) } : { right: Math.max(0, width - x + 8) }) }}
    >
      <div className="timeline-tip-head">{spanWords(span, zone)}</div>
      {span === bar ? (
        <>
          <div>
            <Trans>
              <strong>{formatCount(total)}</strong> <Plural value={total} one="entry" other="entries" />
            </Trans>
          </div>
          {OUTCOMES.map((outcome, i) =>
            bar.counts[i] ? (
              <div key={outcome} className="timeline-key">
                <i style={{ background: `var(--outcome-${outcome})` }} />
                <span className="grow">{outcome}</span>
                {formatCount(bar.counts[i])}
              </div>
            ) : null,
          )}
          {bar.tool_errors > 0 && (
            <div className="timeline-key">
              <i className="lane" />
              <span className="grow">
                <Trans>with a tool error</Trans>
              </span>
              {formatCount(bar.tool_errors)}
            </div>
          )}
        </>
      ) : (
        <div>
          <Trans>
            <strong>{formatCount(brushedTotal)}</strong> entries · release, or Enter, to zoom in
          </Trans>
        </div>
      )}
      {missing.slice(0, GAPS_TOLD).map((gap) => (
        <div key={gapKey(gap)} className="timeline-tip-gap">
          <Trans>
            <strong>{gapOf(gap)}</strong>: entries are, or may be, missing. {gapReason(gap)}
          </Trans>
        </div>
      ))}
      {missing.length > GAPS_TOLD && (
        <div className="timeline-tip-gap">
          <Trans>and {formatCount(missing.length - GAPS_TOLD)} more gaps</Trans>
        </div>
      )}
    </div>
  );
}

function gapKey(gap: GapSpan): string {
  return `${gapOf(gap)} ${gap.from} ${gap.until} ${gap.reason}`;
}

/** `2026-08-20 14:00:00 – 15:00:00 UTC+02:00`: the day only where it differs. */
function spanWords(span: Span, zone: string): string {
  const from = formatWall(span.from, zone);
  const until = formatMoment(span.until, zone);
  return from.slice(0, 10) === until.slice(0, 10) ? `${from} – ${until.slice(11)}` : `${from} – ${until}`;
}

/** The same numbers for those who do not see the bars; empty buckets are left out. */
export function TimelineTable({ data, zone }: { data: Timeline; zone: string }) {
  return (
    // A table is as wide as its cells, whatever width it is given.
    <div className="visually-hidden">
      <table>
        <caption>
          <Trans>Entries over time; a row is {data.width}</Trans>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <Trans>From</Trans>
            </th>
            {OUTCOMES.map((outcome) => (
              <th key={outcome} scope="col">
                {outcome}
              </th>
            ))}
            <th scope="col">
              <Trans>with a tool error</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.buckets
            .filter((bucket) => barTotal(bucket) > 0)
            .map((bucket) => (
              <tr key={bucket.from}>
                <th scope="row">{formatMoment(bucket.from, zone)}</th>
                {OUTCOMES.map((outcome, i) => (
                  <td key={outcome}>{formatCount(bucket.counts[i] ?? 0)}</td>
                ))}
                <td>{formatCount(bucket.tool_errors)}</td>
              </tr>
            ))}
          {data.gaps.map((gap) => (
            <tr key={gapKey(gap)}>
              <th scope="row">{gap.from === null ? t`The beginning` : formatMoment(gap.from, zone)}</th>
              <td colSpan={6}>
                <Trans>
                  {gapOf(gap)}: entries are, or may be, missing until {formatMoment(gap.until, zone)}. {gapReason(gap)}
                </Trans>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
