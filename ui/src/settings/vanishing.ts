import { plural, t } from "@lingui/core/macro";
import type { Vanishing } from "../bindings/Vanishing";
import { formatCount } from "../numbers";
import { formatMoment } from "../time";

/** What a source is about to delete, in words. */
export function vanishingWords(vanishing: Vanishing, zone: string): string {
  const { entries, missing, first, within_days: days, without_payload: bare } = vanishing;
  if (entries === 0) return t`Nothing is deleted there within ${days} days.`;
  const count = formatCount(entries);
  const day = first === null ? null : formatMoment(first, zone).slice(0, 10);
  const there =
    day === null
      ? plural(entries, {
          one: `${count} entry is deleted there within ${days} days.`,
          other: `${count} entries are deleted there within ${days} days.`,
        })
      : plural(entries, {
          one: `${count} entry is deleted there within ${days} days, the first on ${day}.`,
          other: `${count} entries are deleted there within ${days} days, the first on ${day}.`,
        });
  const here = hereWords(missing);
  return bare === 0 ? `${there} ${here}.` : t`${there} ${here}, ${formatCount(bare)} without payload.`;
}

function hereWords(missing: number | null): string {
  if (missing === null) return t`How many of them are not here is not known`;
  if (missing === 0) return t`All of them are here`;
  const count = formatCount(missing);
  return plural(missing, {
    one: `${count} of them is not here yet: sync now`,
    other: `${count} of them are not here yet: sync now`,
  });
}

/** Whether something is lost there that is not here. */
export function isLosing(vanishing: Vanishing | null): boolean {
  return vanishing !== null && (vanishing.missing ?? 0) > 0;
}
