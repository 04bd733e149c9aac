/** The places of the filter's free texts in a text that is shown: all marked, one of them the current one. */
import { StateEffect, StateField, type EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Span } from "../matches/find";

interface Found {
  readonly spans: readonly Span[];
  /** Which one is the current one, from zero. */
  readonly at: number;
  readonly marks: DecorationSet;
}

const setSpans = StateEffect.define<readonly Span[]>();
const setAt = StateEffect.define<number>();

/** Air kept between the current place and the edge of the view, in CSS pixels. */
const MARGIN = 60;

const plain = Decoration.mark({ class: "found" });
const current = Decoration.mark({ class: "found current" });

function marked(spans: readonly Span[], at: number): Found {
  const marks = spans.map(({ from, to }, index) => (index === at ? current : plain).range(from, to));
  return { spans, at, marks: Decoration.set(marks) };
}

const field = StateField.define<Found>({
  create: () => marked([], 0),
  update(value, transaction) {
    let next = value;
    for (const effect of transaction.effects) {
      if (effect.is(setSpans)) next = marked(effect.value, 0);
      if (effect.is(setAt)) next = marked(next.spans, effect.value);
    }
    return next;
  },
  provide: (found) => EditorView.decorations.from(found, ({ marks }) => marks),
});

/** Marks found places. */
export const foundPlaces: Extension = field;

/** How many places there are, and which one is the current one, from zero. */
export function foundOf(state: EditorState): { at: number; count: number } {
  const { at, spans } = state.field(field);
  return { at, count: spans.length };
}

/** Other places are to be marked; the first of them, or from the end the last, is the current one. */
export function showFound(spans: readonly Span[], fromEnd: boolean): TransactionSpec {
  return goTo(spans, fromEnd ? spans.length - 1 : 0, [setSpans.of(spans)]);
}

/** Makes the next or the previous place the current one; `null` where there is none. */
export function stepFound(state: EditorState, by: 1 | -1): TransactionSpec | null {
  const { at, spans } = state.field(field);
  return spans[at + by] === undefined ? null : goTo(spans, at + by, []);
}

/** Makes the first, or from the end the last place the current one; `null` where there is none. */
export function enterFound(state: EditorState, by: 1 | -1): TransactionSpec | null {
  const { spans } = state.field(field);
  return spans.length === 0 ? null : goTo(spans, by === 1 ? 0 : spans.length - 1, []);
}

function goTo(spans: readonly Span[], at: number, before: readonly StateEffect<unknown>[]): TransactionSpec {
  const span = spans[at];
  if (span === undefined) return { effects: before };
  const seen = EditorView.scrollIntoView(span.from, { y: "nearest", yMargin: MARGIN, x: "nearest", xMargin: MARGIN });
  // The selection opens what is folded around it.
  return { effects: [...before, setAt.of(at), seen], selection: { anchor: span.from, head: span.to } };
}
