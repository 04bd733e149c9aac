import { formatDay, formatWall } from "../../time";
import { xOf, type Span } from "./geometry";

/** A mark of the time axis. */
export interface Tick {
  readonly x: number;
  readonly text: string;
}

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between ticks, in microseconds. */
const STEPS = [1, 5, 15, 30]
  .map((n) => n * SECOND)
  .concat(
    [1, 5, 15, 30].map((n) => n * MINUTE),
    [1, 3, 6, 12].map((n) => n * HOUR),
    [1, 2, 7, 14, 30, 91, 182].map((n) => n * DAY),
    [1, 2, 5, 10, 20, 50, 100].map((n) => n * 365 * DAY),
  );

/** The least distance between two ticks in CSS pixels. */
const ROOM = 90;
/** What the words of a tick take; one that does not fit at the end is left out. */
const LABEL_WIDTH = 72;

/** Ticks at round wall-clock times of the zone: a day begins at its midnight there, not at UTC's. */
export function ticksOf(extent: Span, width: number, zone: string): Tick[] {
  const most = Math.max(1, Math.floor(width / ROOM));
  const length = extent.until - extent.from;
  const step = STEPS.find((step) => length / step <= most) ?? STEPS.at(-1) ?? DAY;
  const ticks: Tick[] = [];
  let at = extent.from - sinceRound(extent.from, step, zone);
  while (at < extent.until) {
    if (at >= extent.from) {
      const x = xOf(at, extent, width);
      if (x < width - LABEL_WIDTH) ticks.push({ x, text: label(at, step, zone) });
    }
    at += step;
    // A change of the clock moves the midnights: step back onto them, or forward where the day was shorter.
    if (step >= HOUR) {
      const unit = Math.min(step, DAY);
      const off = sinceRound(at, unit, zone);
      at = off > unit / 2 ? at + unit - off : at - off;
    }
  }
  return ticks;
}

/** How much wall-clock time has passed since the last round time. */
function sinceRound(at: number, step: number, zone: string): number {
  const wall = formatWall(at, zone, 6);
  const sinceEpoch = Date.parse(`${wall.slice(0, 10)}T${wall.slice(11, 19)}Z`) * 1000 + Number(wall.slice(20));
  return ((sinceEpoch % step) + step) % step;
}

function label(at: number, step: number, zone: string): string {
  if (step >= DAY) return formatDay(at, zone);
  const wall = formatWall(at, zone);
  const clock = wall.slice(11, step < MINUTE ? 19 : 16);
  return clock.startsWith("00:00") ? wall.slice(5, 10) : clock;
}
