import { t } from "@lingui/core/macro";
import type { UsageBy } from "../bindings/UsageBy";
import type { UsageFigures } from "../bindings/UsageFigures";
import { formatCount } from "../numbers";

/** The tables in the order of the page. */
export const TABLES: readonly { by: UsageBy; title: string; one: string }[] = [
  { by: "server", title: t`Servers`, one: t`Server` },
  { by: "user", title: t`Users`, one: t`User` },
  { by: "tool", title: t`Tools`, one: t`Tool` },
  { by: "resource", title: t`Resources`, one: t`Resource` },
  { by: "prompt", title: t`Prompts`, one: t`Prompt` },
  { by: "client", title: t`Clients`, one: t`Client` },
  { by: "operation", title: t`Operations`, one: t`Operation` },
];

export const WEEKDAYS = [t`Monday`, t`Tuesday`, t`Wednesday`, t`Thursday`, t`Friday`, t`Saturday`, t`Sunday`] as const;

/** What a bar is stacked of, from below. Tool errors lie within the successes and are shown beside them. Outcomes are called as filters call them. */
export const STACKS = [
  { name: "success", words: "success", of: (figures: UsageFigures) => figures.successes },
  { name: "failure", words: "failure", of: (figures: UsageFigures) => figures.failures },
  { name: "denied", words: "denied", of: (figures: UsageFigures) => figures.denied },
  { name: "timeout", words: "timeout", of: (figures: UsageFigures) => figures.timeouts },
  { name: "unknown", words: "unknown", of: (figures: UsageFigures) => figures.unknown },
] as const;

/** `+12.4 %`, `−3 %`, `new`, `as before`; empty where there is nothing to compare with. */
export function changeWords(here: number, there: number | null | undefined): string {
  if (there === null || there === undefined) return "";
  if (here === there) return "±0 %";
  if (there === 0) return t`new`;
  const percent = ((here - there) * 100) / there;
  const figure = Math.abs(percent) >= 1000 ? formatCount(Math.abs(percent)) : Math.abs(percent).toPrecision(2);
  return `${percent < 0 ? "−" : "+"}${Number(figure.replaceAll(",", ""))} %`;
}

/** `850`, `1.2k`, `34k`, `5.1M`: where there is room for four characters. */
export function shortCount(count: number): string {
  for (const [size, unit] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (count >= size)
      return `${count >= 10 * size ? Math.floor(count / size) : Math.floor((count * 10) / size) / 10}${unit}`;
  }
  return String(count);
}
