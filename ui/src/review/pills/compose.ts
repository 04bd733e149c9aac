/**
 * What the pills' buttons do, as text. A filter is the texts of its pills joined by spaces, so a change of pills is a change of text that the core
 * parses again; the language itself is known only to the core.
 */

import type { Pill } from "../../bindings/Pill";

/** The filter's text of a list of pills. */
export function joinPills(pills: readonly Pick<Pill, "text">[]): string {
  return pills.map((pill) => pill.text).join(" ");
}

/** The text without one pill. */
export function withoutPill(pills: readonly Pill[], index: number): string {
  return joinPills(pills.toSpliced(index, 1));
}

/** The text with one pill turned into its opposite. */
export function withInvertedPill(pills: readonly Pill[], index: number): string {
  return joinPills(pills.map((pill, i) => (i === index ? { text: inverted(pill) } : pill)));
}

/** The text with one pill replaced by what was typed for it. */
export function withEditedPill(pills: readonly Pill[], index: number, text: string): string {
  return joinPills(pills.map((pill, i) => (i === index ? { text: `(${text})` } : pill)));
}

/** The text with one more condition. */
export function withCondition(pills: readonly Pill[], condition: string): string {
  return joinPills([...pills, { text: condition }]);
}

/** Where a pill stands in the joined text, in UTF-16 units. */
export function pillRange(pills: readonly Pill[], index: number): { from: number; to: number } {
  let from = 0;
  for (const pill of pills.slice(0, index)) from += pill.text.length + 1;
  return { from, to: from + (pills[index]?.text.length ?? 0) };
}

function inverted({ text, negated }: Pill): string {
  if (negated && text.startsWith("-")) return text.slice(1);
  return `NOT (${text})`;
}
