import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { UsageDuration } from "../../bindings/UsageDuration";
import { formatCount, formatDuration, formatShare } from "../../numbers";
import type { Sheet } from "../copy/sheet";
import { shortCount } from "../words";
import { Chart } from "./Chart";
import { useMarks } from "./roving";
import { useWidth } from "./width";

interface Props {
  durations: readonly UsageDuration[];
  /** Entries with a response time, and all. */
  timed: number;
  calls: number;
  onRange: (from: number, until: number) => void;
}

const HEIGHT = 150;
const TOP = 16;
const BASE = HEIGHT - 20;
/** What the words of a range take, "3 min 20 s"; at the end they are left out where they do not fit. */
const LABEL = 60;

/** How many calls took how long; the count over every bar. */
export function Durations({ durations, timed, calls, onRange }: Props) {
  const { element, width } = useWidth();
  const words = (index: number) => {
    const range = durations[index];
    if (!range) return "";
    const told = t`${formatDuration(range.from)} – ${formatDuration(range.until)}: ${formatCount(range.calls)} calls, ${formatShare(range.calls, timed)} of those with a time`;
    return range.there === null ? told : t`${told}; compared: ${formatCount(range.there)}`;
  };
  const open = (index: number) => {
    const range = durations[index];
    if (range) onRange(range.from, range.until);
  };
  const { drawing, mark, at } = useMarks(durations.length, 0, words, open);
  const most = Math.max(1, ...durations.map((range) => Math.max(range.calls, range.there ?? 0)));
  const wide = durations.length === 0 ? 0 : Math.min(90, width / durations.length);
  const y = (count: number) => BASE - (count / most) * (BASE - TOP);
  const step = Math.ceil(LABEL / Math.max(1, wide));
  const sheet: Sheet = {
    title: t`Response times`,
    columns: [
      t`From (µs)`,
      t`Until (µs)`,
      t`Calls`,
      ...(durations.some(({ there }) => there !== null) ? [t`Compared`] : []),
    ],
    rows: durations.map(({ from, until, calls: count, there }) => [
      from,
      until,
      count,
      ...(there === null ? [] : [there]),
    ]),
  };
  return (
    <Chart
      sheet={sheet}
      drawing={drawing}
      told={at === null ? null : words(at)}
      help={t`${formatCount(timed)} of ${formatCount(calls)} calls have a response time. Ranges begin at 1, 2 and 5 of every power of ten.`}
    >
      <div ref={element}>
        {durations.length === 0 ? (
          <p className="quiet">
            <Trans>None of these entries has a response time.</Trans>
          </p>
        ) : (
          <svg
            ref={drawing}
            className="usage-drawing"
            width={width}
            height={HEIGHT}
            role="group"
            aria-label={sheet.title}
          >
            <line className="axis-line" x1={0} x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
            {durations.map(({ from, calls: count, there }, index) => (
              <g key={from} {...mark(index)} className="mark">
                <rect className="ground" x={index * wide} y={0} width={wide} height={HEIGHT} />
                <rect
                  className="plain"
                  x={index * wide + 1}
                  y={count > 0 ? Math.min(BASE - 1.5, y(count)) : BASE}
                  width={Math.max(1, wide - 2)}
                  height={count > 0 ? Math.max(1.5, BASE - y(count)) : 0}
                />
                {there !== null && (
                  <line
                    className="other-side"
                    x1={index * wide + 1}
                    x2={(index + 1) * wide - 1}
                    y1={y(there)}
                    y2={y(there)}
                  />
                )}
              </g>
            ))}
            {/* Beside the marks, whose names say the same in full. */}
            <g aria-hidden>
              {durations.map(({ from, calls: count }, index) => (
                <g key={from}>
                  {count > 0 && wide >= 26 && (
                    <text
                      className="axis"
                      x={(index + 0.5) * wide}
                      y={Math.min(BASE - 4, y(count) - 4)}
                      textAnchor="middle"
                    >
                      {shortCount(count)}
                    </text>
                  )}
                  {index % step === 0 && index * wide + LABEL <= width && (
                    <text className="axis" x={index * wide} y={HEIGHT - 5}>
                      {formatDuration(from)}
                    </text>
                  )}
                </g>
              ))}
            </g>
          </svg>
        )}
      </div>
    </Chart>
  );
}
