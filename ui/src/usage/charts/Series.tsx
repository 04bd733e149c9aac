import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { UsageBucket } from "../../bindings/UsageBucket";
import type { UsageSeries } from "../../bindings/UsageSeries";
import { formatCount, formatDuration } from "../../numbers";
import { ticksOf } from "../../review/timeline/axis";
import { formatMoment, formatWall } from "../../time";
import type { Sheet } from "../copy/sheet";
import { STACKS } from "../words";
import { Chart } from "./Chart";
import { useMarks } from "./roving";
import { useWidth } from "./width";

interface Props {
  series: UsageSeries;
  zone: string;
  onSpan: (from: number, until: number) => void;
}

const HEIGHT = 150;
const TOP = 16;
const AXIS = 20;
const BASE = HEIGHT - AXIS;

/** Calls over time, stacked by outcome; tool errors in a lane below, the other side as a line. */
export function CallsOverTime({ series, zone, onSpan }: Props) {
  const { buckets } = series;
  const { element, width } = useWidth();
  const open = (index: number) => {
    const bucket = buckets[index];
    if (bucket) onSpan(bucket.from, bucket.until);
  };
  const words = (index: number) => {
    const bucket = buckets[index];
    return bucket ? callsWords(bucket, zone) : "";
  };
  const { drawing, mark, at } = useMarks(buckets.length, 0, words, open);
  const most = Math.max(1, ...buckets.map(({ here, there }) => Math.max(here.calls, there?.calls ?? 0)));
  const compared = buckets.some(({ there }) => there !== null);
  const place = placed(buckets, width);
  const y = (calls: number) => BASE - (calls / most) * (BASE - TOP);
  const sheet: Sheet = {
    title: t`Calls over time, per ${series.width}`,
    columns: [t`From`, t`Calls`, ...STACKS.map(({ name }) => name), t`Tool errors`, ...(compared ? [t`Compared`] : [])],
    rows: buckets.map(({ from, here, there }) => [
      formatMoment(from, zone),
      here.calls,
      ...STACKS.map(({ of }) => of(here)),
      here.tool_errors,
      ...(compared ? [there?.calls ?? 0] : []),
    ]),
  };
  return (
    <Chart sheet={sheet} drawing={drawing} told={at === null ? null : words(at)} help={<Key compared={compared} />}>
      <div ref={element}>
        <svg
          ref={drawing}
          className="usage-drawing"
          width={width}
          height={HEIGHT}
          role="group"
          aria-label={sheet.title}
        >
          <Patterns />
          <Gaps series={series} width={width} zone={zone} />
          <line className="axis-line" x1={0} x2={width} y1={BASE + 0.5} y2={BASE + 0.5} />
          {buckets.map(({ from, here }, index) => {
            const { x, wide } = place(index);
            let below = 0;
            return (
              <g key={from} {...mark(index)} className="mark">
                <rect className="ground" x={x} y={0} width={wide + 1} height={HEIGHT} />
                {STACKS.map(({ name, of }) => {
                  const calls = of(here);
                  if (calls === 0) return null;
                  below += calls;
                  const top = y(below);
                  // What is there is seen, however little it is beside the rest.
                  const high = Math.max(1.5, y(below - calls) - top);
                  return <rect key={name} className={`stack ${name}`} x={x} y={top} width={wide} height={high} />;
                })}
                {here.tool_errors > 0 && <rect className="tool-error" x={x} y={BASE + 2} width={wide} height={3} />}
              </g>
            );
          })}
          {compared && (
            <polyline
              className="other-side"
              points={buckets.map(({ there }, index) => `${place(index).middle},${y(there?.calls ?? 0)}`).join(" ")}
            />
          )}
          <text className="axis" x={2} y={11}>
            {formatCount(most)}
          </text>
          <Axis buckets={buckets} width={width} zone={zone} />
        </svg>
      </div>
    </Chart>
  );
}

const LINES = [
  { name: "p99", words: "p99" },
  { name: "p90", words: "p90" },
  { name: "p50", words: "p50" },
] as const;

/** Response times over time: one line per percentile, told apart by its dashes and by its name at the end. */
export function ResponseOverTime({ series, zone, onSpan }: Props) {
  const { buckets } = series;
  const { element, width } = useWidth();
  const open = (index: number) => {
    const bucket = buckets[index];
    if (bucket) onSpan(bucket.from, bucket.until);
  };
  const words = (index: number) => {
    const bucket = buckets[index];
    if (!bucket) return "";
    const { p50, p90, p99 } = bucket.here;
    const figures =
      p50 === null || p90 === null || p99 === null
        ? t`no response times`
        : `p50 ${formatDuration(p50)}, p90 ${formatDuration(p90)}, p99 ${formatDuration(p99)}`;
    return `${spanWords(bucket, zone)}: ${figures}`;
  };
  const { drawing, mark, at } = useMarks(buckets.length, 0, words, open);
  const least = Math.max(1, Math.min(...buckets.map(({ here }) => here.p50 ?? Number.POSITIVE_INFINITY)));
  const most = Math.max(least + 1, ...buckets.map(({ here }) => here.p99 ?? 0));
  const inner = Math.max(0, width - LABELS);
  const place = placed(buckets, inner);
  const y = (micros: number) =>
    BASE - 2 - (Math.log(Math.max(least, micros) / least) / Math.log(most / least)) * (BASE - TOP - 2);
  const sheet: Sheet = {
    title: t`Response time, per ${series.width}`,
    columns: [t`From`, "p50 (µs)", "p90 (µs)", "p99 (µs)", t`Longest (µs)`, t`Calls with a time`],
    rows: buckets.map(({ from, here }) => [
      formatMoment(from, zone),
      here.p50,
      here.p90,
      here.p99,
      here.max,
      here.timed,
    ]),
  };
  return (
    <Chart
      sheet={sheet}
      drawing={drawing}
      told={at === null ? null : words(at)}
      help={t`Nearest rank, of the calls that have a response time. A line breaks where there are none. The scale is logarithmic.`}
    >
      <div ref={element}>
        <svg
          ref={drawing}
          className="usage-drawing"
          width={width}
          height={HEIGHT}
          role="group"
          aria-label={sheet.title}
        >
          <line className="axis-line" x1={0} x2={inner} y1={BASE + 0.5} y2={BASE + 0.5} />
          {LINES.map(({ name }) => (
            <path
              key={name}
              className={`percentile ${name}`}
              d={pathOf(buckets, (bucket) => bucket.here[name], place, y)}
            />
          ))}
          <text className="axis" x={2} y={11}>
            {formatDuration(most)}
          </text>
          {Number.isFinite(least) && (
            <text className="axis" x={2} y={BASE - 4}>
              {formatDuration(least)}
            </text>
          )}
          {endLabels(buckets, y).map(({ name, at: height }) => (
            <text key={name} className="axis strong" x={inner + 4} y={height}>
              {name}
            </text>
          ))}
          {buckets.map(({ from }, index) => {
            const { x, wide } = place(index);
            return (
              <g key={from} {...mark(index)} className="mark">
                <rect className="ground" x={x} y={0} width={wide + 1} height={HEIGHT} />
              </g>
            );
          })}
          <Axis buckets={buckets} width={inner} zone={zone} />
        </svg>
      </div>
    </Chart>
  );
}

/** Room at the right for the names of the lines. */
const LABELS = 30;

function pathOf(
  buckets: readonly UsageBucket[],
  of: (bucket: UsageBucket) => number | null,
  place: ReturnType<typeof placed>,
  y: (micros: number) => number,
): string {
  let pen = "M";
  return buckets
    .map((bucket, index) => {
      const micros = of(bucket);
      if (micros === null) {
        pen = "M";
        return "";
      }
      const { middle } = place(index);
      // A single point between two holes is a short stroke.
      const step = `${pen}${middle - 0.75},${y(micros)}L${middle + 0.75},${y(micros)}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** The names of the lines at their ends, a line of text apart where they meet. */
function endLabels(buckets: readonly UsageBucket[], y: (micros: number) => number) {
  const last = buckets.findLast(({ here }) => here.p50 !== null)?.here;
  if (!last) return [];
  let above = 0;
  return LINES.map(({ name }) => {
    const at = Math.min(BASE, Math.max(above + 12, y(last[name] ?? 0) + 4));
    above = at;
    return { name, at };
  });
}

/** Where a bucket is drawn: by its time, so that a short one is narrow. */
function placed(buckets: readonly UsageBucket[], width: number) {
  const from = buckets[0]?.from ?? 0;
  const until = buckets.at(-1)?.until ?? 1;
  const x = (at: number) => ((at - from) / (until - from)) * width;
  return (index: number) => {
    const bucket = buckets[index];
    const [start, end] = bucket ? [x(bucket.from), x(bucket.until)] : [0, 0];
    const gap = end - start > 3 ? 1 : 0;
    return { x: start, wide: Math.max(1, end - start - gap), middle: (start + end) / 2 };
  };
}

function Axis({ buckets, width, zone }: { buckets: readonly UsageBucket[]; width: number; zone: string }) {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (!first || !last || width === 0) return null;
  return ticksOf({ from: first.from, until: last.until }, width, zone).map(({ x, text }) => (
    <g key={x}>
      <line className="axis-line" x1={x} x2={x} y1={BASE} y2={BASE + 5} />
      <text className="axis" x={x + 3} y={HEIGHT - 5}>
        {text}
      </text>
    </g>
  ));
}

/** Hatching where data is, or may be, missing. */
function Gaps({ series, width, zone }: { series: UsageSeries; width: number; zone: string }) {
  const [first, last] = [series.buckets[0], series.buckets.at(-1)];
  if (!first || !last) return null;
  const x = (at: number) => ((at - first.from) / (last.until - first.from)) * width;
  return series.gaps.map((gap) => {
    const from = x(Math.max(gap.from ?? first.from, first.from));
    return (
      <rect
        key={`${gap.source} ${gap.from} ${gap.until} ${gap.scope}`}
        className="gap"
        x={from}
        y={0}
        width={Math.max(3, x(gap.until) - from)}
        height={BASE}
      >
        <title>{t`Entries of ${gap.source} are missing until ${formatMoment(gap.until, zone)}`}</title>
      </rect>
    );
  });
}

/** Every outcome has a pattern of its own beside its colour. */
function Patterns() {
  return (
    <defs>
      <pattern id="usage-failure" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="fill failure" width="4" height="4" />
        <rect className="over" width="1.5" height="4" />
      </pattern>
      <pattern id="usage-denied" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect className="fill denied" width="4" height="4" />
        <circle className="over" cx="2" cy="2" r="1" />
      </pattern>
      <pattern id="usage-timeout" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect className="fill timeout" width="4" height="4" />
        <rect className="over" width="4" height="1.5" />
      </pattern>
      <pattern id="usage-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect className="hatch" width="1" height="6" />
      </pattern>
    </defs>
  );
}

function Key({ compared }: { compared: boolean }) {
  return (
    <span className="row wrap usage-key">
      {STACKS.map(({ name, words }) => (
        <span key={name} className="row">
          <svg width="12" height="12" aria-hidden>
            <rect className={`stack ${name}`} width="12" height="12" rx="2" />
          </svg>
          {words}
        </span>
      ))}
      <span className="row">
        <svg width="12" height="12" aria-hidden>
          <rect className="tool-error" y="4" width="12" height="4" />
        </svg>
        <Trans>with a tool error</Trans>
      </span>
      <span className="row">
        <svg width="12" height="12" aria-hidden>
          <rect className="gap" width="12" height="12" />
        </svg>
        <Trans>entries missing</Trans>
      </span>
      {compared && (
        <span className="row">
          <svg width="16" height="12" aria-hidden>
            <line className="other-side" x1="0" x2="16" y1="6" y2="6" />
          </svg>
          <Trans>compared</Trans>
        </span>
      )}
    </span>
  );
}

function spanWords({ from, until }: UsageBucket, zone: string): string {
  return `${formatWall(from, zone)} – ${formatMoment(until, zone)}`;
}

function callsWords(bucket: UsageBucket, zone: string): string {
  const { here, there } = bucket;
  const parts = STACKS.filter(({ of }) => of(here) > 0).map(({ words, of }) => `${formatCount(of(here))} ${words}`);
  if (here.tool_errors > 0) parts.push(t`${formatCount(here.tool_errors)} with a tool error`);
  const calls = t`${spanWords(bucket, zone)}: ${formatCount(here.calls)} calls`;
  const told = [calls, ...parts].join(", ");
  return there ? t`${told}; compared: ${formatCount(there.calls)}` : told;
}
