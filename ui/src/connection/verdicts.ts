import { t } from "@lingui/core/macro";
import type { Conclusion } from "../bindings/Conclusion";
import type { Fix } from "../bindings/Fix";
import type { Verdict } from "../bindings/Verdict";
import type { IconName } from "../parts";

/** How a line of a connection test went. */
export const VERDICTS: Record<Verdict, { icon: IconName; word: string }> = {
  pass: { icon: "pass", word: t`Passed` },
  warn: { icon: "warning", word: t`Attention` },
  fail: { icon: "fail", word: t`Failed` },
  skip: { icon: "skip", word: t`Not proven` },
};

/** What a connection test comes to. */
export const CONCLUSIONS: Record<
  Conclusion,
  { icon: IconName; text: string; kind: "good" | "warning" | "bad" | "plain" }
> = {
  works: { icon: "pass", text: t`Works`, kind: "good" },
  write_only: { icon: "pass", text: t`Works, write-only`, kind: "good" },
  unsafe: { icon: "warning", text: t`Works, but unsafe`, kind: "warning" },
  fails: { icon: "fail", text: t`Fails`, kind: "bad" },
  unknown: { icon: "help", text: t`Cannot tell`, kind: "plain" },
};

/** What the button says that takes a fix over. */
export function fixWords(fix: Fix): string {
  if (fix.kind === "region") return t`Use ${fix.region}`;
  return fix.on ? t`Use path style` : t`Use the bucket's own host name`;
}
