import type { Vanishing } from "../bindings/Vanishing";
import { formatCount, formatCountOf } from "../numbers";
import { formatMoment } from "../time";

/** What a source is about to delete, in words. */
export function vanishingWords(vanishing: Vanishing, zone: string): string {
  const { entries, missing, first, within_days: days, without_payload: bare } = vanishing;
  if (entries === 0) return `Nothing is deleted there within ${days} days.`;
  const when = first === null ? "" : `, the first on ${formatMoment(first, zone).slice(0, 10)}`;
  const here =
    missing === null
      ? "How many of them are not here is not known"
      : missing === 0
        ? "All of them are here"
        : `${formatCount(missing)} of them ${missing === 1 ? "is" : "are"} not here yet: sync now`;
  const payload = bare === 0 ? "" : `, ${formatCount(bare)} without payload`;
  return `${formatCountOf(entries, "entry is", "entries are")} deleted there within ${days} days${when}. ${here}${payload}.`;
}

/** Whether something is lost there that is not here. */
export function isLosing(vanishing: Vanishing | null): boolean {
  return vanishing !== null && (vanishing.missing ?? 0) > 0;
}
