import type { Conclusion } from "../bindings/Conclusion";
import type { Fix } from "../bindings/Fix";
import type { Verdict } from "../bindings/Verdict";
import type { IconName } from "../parts";

/** How a line of a connection test went. */
export const VERDICTS: Record<Verdict, { icon: IconName; word: string }> = {
  pass: { icon: "pass", word: "Passed" },
  warn: { icon: "warning", word: "Attention" },
  fail: { icon: "fail", word: "Failed" },
  skip: { icon: "skip", word: "Not proven" },
};

/** What a connection test comes to. */
export const CONCLUSIONS: Record<
  Conclusion,
  { icon: IconName; text: string; kind: "good" | "warning" | "bad" | "plain" }
> = {
  works: { icon: "pass", text: "Works", kind: "good" },
  write_only: { icon: "pass", text: "Works, write-only", kind: "good" },
  unsafe: { icon: "warning", text: "Works, but unsafe", kind: "warning" },
  fails: { icon: "fail", text: "Fails", kind: "bad" },
  unknown: { icon: "help", text: "Cannot tell", kind: "plain" },
};

/** What the button says that takes a fix over. */
export function fixWords(fix: Fix): string {
  if (fix.kind === "region") return `Use ${fix.region}`;
  return fix.on ? "Use path style" : "Use the bucket's own host name";
}
