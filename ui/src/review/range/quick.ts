import { t } from "@lingui/core/macro";
import type { Pill } from "../../bindings/Pill";
import { formatMoment, formatWall } from "../../time";

/** A span that ends now, by one click. */
export interface QuickRange {
  readonly text: string;
  /** The condition; empty for all time. */
  readonly condition: string;
}

export const QUICK_RANGES: readonly QuickRange[] = [
  { text: t`Last hour`, condition: "time:1h" },
  { text: t`Last 24 hours`, condition: "time:24h" },
  { text: t`Last 7 days`, condition: "time:7d" },
  { text: t`Last 30 days`, condition: "time:30d" },
  { text: t`Last 90 days`, condition: "time:90d" },
  { text: t`All time`, condition: "" },
];

/** What the filter says of time, for the button: a quick choice by its words, another condition by its text. */
export function rangeWords(pills: readonly Pill[], zone: string): string {
  const conditions = pills.filter((pill) => pill.field === "time").map((pill) => pill.text);
  if (conditions.length === 0) return t`All time`;
  const text = conditions.join(" ");
  const quick = QUICK_RANGES.find((range) => range.condition !== "" && range.condition === text);
  return quick?.text ?? momentsWords(text, zone) ?? text.replaceAll(/\btime:/g, "");
}

const MOMENT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)`;
const MOMENTS = new RegExp(`^time:(${MOMENT})\\.\\.(${MOMENT})$`);

/** A range of two moments in the screen's words: what the brush writes has offsets and microseconds, too long for a button. */
function momentsWords(text: string, zone: string): string | null {
  const [, first, last] = MOMENTS.exec(text) ?? [];
  if (first === undefined || last === undefined) return null;
  const from = formatWall(Date.parse(first) * 1000, zone);
  const until = formatMoment(Date.parse(last) * 1000, zone);
  return from.slice(0, 10) === until.slice(0, 10) ? `${from} – ${until.slice(11)}` : `${from} – ${until}`;
}

/** The quick choice that the filter is, if it is one. */
export function quickOf(pills: readonly Pill[]): string | null {
  const conditions = pills.filter((pill) => pill.field === "time").map((pill) => pill.text);
  return QUICK_RANGES.find((range) => range.condition === conditions.join(" "))?.condition ?? null;
}
