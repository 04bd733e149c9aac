import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { RpcError } from "../../rpc";

/** What is wrong with a filter's text; the place in UTF-16 units. */
export interface Problem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Shows where the problem is; `null`: there is none. */
export const setProblem = StateEffect.define<Problem | null>();

/** Underlines the problem until the text there changes. */
export const problemMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setProblem)) continue;
      const length = transaction.state.doc.length;
      const to = Math.min(effect.value?.to ?? 0, length);
      const from = Math.min(effect.value?.from ?? 0, Math.max(0, to - 1));
      next = effect.value && from < to ? Decoration.set(mark.range(from, to)) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const mark = Decoration.mark({ class: "query-problem" });

/** The problem of a `filter_syntax` error. The core counts characters, editors UTF-16 units. */
export function problemOf(error: RpcError, text: string): Problem | null {
  if (error.code !== "filter_syntax") return null;
  const { at, length } = placeOf(error.details);
  const chars = [...text];
  const units = (count: number) => chars.slice(0, count).join("").length;
  return { message: error.message, from: units(at), to: units(at + length) };
}

function placeOf(details: unknown): { at: number; length: number } {
  if (typeof details === "object" && details !== null && "at" in details && "length" in details) {
    const { at, length } = details;
    if (typeof at === "number" && typeof length === "number") return { at, length };
  }
  return { at: 0, length: 1 };
}
