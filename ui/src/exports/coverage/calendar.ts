import { t } from "@lingui/core/macro";
import type { Coverage } from "../../bindings/Coverage";
import type { CoverageState } from "../../bindings/CoverageState";
import type { CoveredHour } from "../../bindings/CoveredHour";
import { formatDay, type Micros } from "../../time";

export const HOUR: Micros = 3_600_000_000;
export const DAY: Micros = 24 * HOUR;

/** The months that are read at once: with them a year can be compared, and they are fewer than the 400 days that the core answers. */
export const MONTHS = 13;

const UNKNOWN: CoveredHour = { state: "no_data", entries: 0, exported: 0, late: 0 };

/** The first moment of the month, UTC, `by` months later. */
export function monthOf(at: Micros, by = 0): Micros {
  const date = new Date(at / 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1) * 1000;
}

/** The hour of a moment. */
export function hourOf(at: Micros): Micros {
  return Math.floor(at / HOUR) * HOUR;
}

/** `Nov 2026` */
export function monthName(month: Micros): string {
  return new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" }).format(month / 1000);
}

/** `Nov`, in January `Jan 2026`: for a row of months. */
export function shortMonthName(month: Micros): string {
  const name = monthName(month);
  return new Date(month / 1000).getUTCMonth() === 0 ? name : name.slice(0, 3);
}

/** The first moments of the days of a month. */
export function daysOf(month: Micros): Micros[] {
  const days = (monthOf(month, 1) - month) / DAY;
  return Array.from({ length: days }, (_, day) => month + day * DAY);
}

/** The months that are read around a month: it and the twelve before. */
export function readOf(month: Micros): { from: Micros; until: Micros } {
  return { from: monthOf(month, 1 - MONTHS), until: monthOf(month, 1) };
}

/** How an hour stands. What was not asked for is unknown and counts as without data. */
export function hourAt(coverage: Coverage, hour: Micros): CoveredHour {
  return coverage.hours[(hour - coverage.from) / HOUR] ?? UNKNOWN;
}

/** Hours of a span, counted by how they stand, and what is in them. */
export interface Sum {
  hours: Record<CoverageState, number>;
  entries: number;
  exported: number;
  late: number;
}

export function sumOf(coverage: Coverage, from: Micros, until: Micros): Sum {
  const sum: Sum = {
    hours: { no_data: 0, exported: 0, late: 0, waiting: 0, failed: 0, before: 0 },
    entries: 0,
    exported: 0,
    late: 0,
  };
  for (let hour = from; hour < until; hour += HOUR) {
    const { state, entries, exported, late } = hourAt(coverage, hour);
    sum.hours[state] += 1;
    sum.entries += entries;
    sum.exported += exported;
    sum.late += late;
  }
  return sum;
}

/** From bad to good: the first one that occurs stands for the whole. */
const GRAVITY: readonly CoverageState[] = ["failed", "before", "waiting", "late", "exported", "no_data"];

/** The state that a span of hours should be known by. */
export function gravest({ hours }: Sum): CoverageState {
  return GRAVITY.find((state) => hours[state] > 0) ?? "no_data";
}

/** Hours that are chosen: from one to another, both included, in whatever order. */
export interface Chosen {
  anchor: Micros;
  head: Micros;
}

/** What is chosen as a half-open span. */
export function spanOf({ anchor, head }: Chosen): { from: Micros; until: Micros } {
  return { from: Math.min(anchor, head), until: Math.max(anchor, head) + HOUR };
}

/** Where a key leads from an hour, within a month; `null`: the key does not move. */
export function hourAfter(key: string, hour: Micros, month: Micros): Micros | null {
  const to = moved(key, hour);
  if (to === null) return null;
  return Math.min(Math.max(to, month), monthOf(month, 1) - HOUR);
}

function moved(key: string, hour: Micros): Micros | null {
  const day = Math.floor(hour / DAY) * DAY;
  switch (key) {
    case "ArrowLeft":
      return hour - HOUR;
    case "ArrowRight":
      return hour + HOUR;
    case "ArrowUp":
      return hour - DAY;
    case "ArrowDown":
      return hour + DAY;
    case "Home":
      return day;
    case "End":
      return day + 23 * HOUR;
    default:
      return null;
  }
}

/** `2026-11-03 04:00`, UTC. */
export function hourName(hour: Micros): string {
  return `${formatDay(hour, "UTC")} ${clockOf(hour)}`;
}

/** `2026-11-03 04:00 to 09:00 UTC`, `2026-11-03 04:00 to 2026-11-05 00:00 UTC` */
export function spanName({ from, until }: { from: Micros; until: Micros }): string {
  const isOneDay = formatDay(from, "UTC") === formatDay(until, "UTC");
  return t`${hourName(from)} to ${isOneDay ? clockOf(until) : hourName(until)} UTC`;
}

function clockOf(at: Micros): string {
  return new Date(at / 1000).toISOString().slice(11, 16);
}
