import { t } from "@lingui/core/macro";
import type { GapSpan } from "../../bindings/GapSpan";
import { gapMark } from "../../gaps";

/** Where things are in the timeline. Moments are microseconds since 1970 UTC, positions CSS pixels. */

/** A half-open span of time. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A bar: a bucket of the timeline. */
export interface Bar extends Span {
  readonly counts: readonly number[];
  readonly tool_errors: number;
}

/** A stretch of buckets, both ends included. `anchor` is where it began, `head` where it ends; either may be the greater. */
export interface Stretch {
  readonly anchor: number;
  readonly head: number;
}

/** The lowest height of a part that is not empty, so that a single failure among a million successes is seen. */
const LEAST_PART = 1.5;

/** How many entries a bar stands for. */
export function barTotal(bar: Bar): number {
  let total = 0;
  for (const count of bar.counts) total += count;
  return total;
}

/** The span that the bars cover; `undefined` when there are none. */
export function extentOf(bars: readonly Bar[]): Span | undefined {
  const first = bars[0];
  const last = bars.at(-1);
  return first && last ? { from: first.from, until: last.until } : undefined;
}

/** The position of a moment on an axis `width` wide. Not limited to the axis. */
export function xOf(moment: number, extent: Span, width: number): number {
  return ((moment - extent.from) / (extent.until - extent.from)) * width;
}

/** The bar under a position; the nearest one for a position outside. */
export function barAt(x: number, bars: readonly Bar[], width: number): number {
  const extent = extentOf(bars);
  if (!extent) return 0;
  const moment = extent.from + (x / width) * (extent.until - extent.from);
  // Months differ in length, so the place is found by search, not by division.
  let low = 0;
  let high = bars.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bar = bars[middle];
    if (bar && moment >= bar.until) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The time that a stretch of bars covers. */
export function spanOf(stretch: Stretch, bars: readonly Bar[]): Span | undefined {
  const first = bars[Math.min(stretch.anchor, stretch.head)];
  const last = bars[Math.max(stretch.anchor, stretch.head)];
  return first && last ? { from: first.from, until: last.until } : undefined;
}

/** How many entries a stretch of bars stands for. */
export function stretchTotal(stretch: Stretch, bars: readonly Bar[]): number {
  let total = 0;
  for (let i = Math.min(stretch.anchor, stretch.head); i <= Math.max(stretch.anchor, stretch.head); i += 1) {
    const bar = bars[i];
    if (bar) total += barTotal(bar);
  }
  return total;
}

/** Moves the head of a stretch by keyboard; without `extend` the stretch shrinks to where it goes. */
export function moveHead(
  stretch: Stretch | undefined,
  to: (head: number) => number,
  extend: boolean,
  bars: number,
): Stretch | undefined {
  if (bars === 0) return undefined;
  const head = stretch === undefined ? bars - 1 : Math.min(bars - 1, Math.max(0, to(stretch.head)));
  return { anchor: extend && stretch ? stretch.anchor : head, head };
}

/** A part of a stacked bar, measured from the axis upwards. */
export interface Part {
  /** Which of the counts it shows. */
  readonly outcome: number;
  readonly bottom: number;
  readonly height: number;
}

/**
 * The parts of a bar whose scale ends at `most`. What is not empty is at least `LEAST_PART` high; what that adds is taken from the greatest
 * part, so that the bar keeps its height.
 */
export function stack(bar: Bar, most: number, height: number): Part[] {
  const total = barTotal(bar);
  if (total === 0 || most === 0) return [];
  const heights = bar.counts.map((count) => (count === 0 ? 0 : Math.max(LEAST_PART, (count / most) * height)));
  const whole = Math.max(LEAST_PART, (total / most) * height);
  let surplus = -whole;
  for (const part of heights) surplus += part;
  const greatest = heights.indexOf(Math.max(...heights));
  heights[greatest] = Math.max(LEAST_PART, (heights[greatest] ?? 0) - Math.max(0, surplus));
  const parts: Part[] = [];
  let bottom = 0;
  heights.forEach((part, outcome) => {
    if (part > 0) parts.push({ outcome, bottom, height: part });
    bottom += part;
  });
  return parts;
}

/** A gap as it is drawn, with what stands over it. */
export interface DrawnGap extends Span {
  readonly words: string;
}

/**
 * Gaps cut to the visible span and merged where they touch, so that hatching is not drawn twice. Where another source has entries in one, it does not say
 * that there is no data.
 */
export function visibleGaps(
  gaps: readonly Pick<GapSpan, "from" | "until" | "reason" | "scope">[],
  extent: Span,
  bars: readonly Bar[],
): DrawnGap[] {
  const cut = gaps
    .map((gap) => ({
      from: Math.max(gap.from ?? extent.from, extent.from),
      until: Math.min(gap.until, extent.until),
      words: gapMark(gap),
    }))
    .filter((gap) => gap.from < gap.until)
    .toSorted((a, b) => a.from - b.from);
  const merged: DrawnGap[] = [];
  for (const gap of cut) {
    const before = merged.at(-1);
    if (before && gap.from <= before.until) {
      merged[merged.length - 1] = {
        from: before.from,
        until: Math.max(before.until, gap.until),
        words: before.words === gap.words ? gap.words : t`incomplete`,
      };
    } else merged.push(gap);
  }
  return merged.map((gap) => {
    const isEmpty = bars.every((bar) => bar.from < gap.from || bar.until > gap.until || barTotal(bar) === 0);
    return { from: gap.from, until: gap.until, words: isEmpty ? gap.words : t`incomplete` };
  });
}

/** The end of the scale: the least of 1, 2, 5 times a power of ten that is not below the greatest bar. */
export function scaleEnd(bars: readonly Bar[]): number {
  let most = 0;
  for (const bar of bars) most = Math.max(most, barTotal(bar));
  if (most === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const step of [1, 1.5, 2, 3, 5, 7.5]) {
    const end = step * power;
    if (end >= most && Number.isInteger(end)) return end;
  }
  return 10 * power;
}
