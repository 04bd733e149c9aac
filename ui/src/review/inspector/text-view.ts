import { json } from "@codemirror/lang-json";
import { HighlightStyle, codeFolding, foldGutter, foldKeymap, syntaxHighlighting } from "@codemirror/language";
import { defaultKeymap } from "@codemirror/commands";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  WidgetType,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { t } from "@lingui/core/macro";
import { formatCount } from "../../numbers";
import { foundPlaces } from "./found";
import { longFolds, openAround, type Fold } from "./long-lines";

/** Colours of JSON. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--syntax-number)" },
  { tag: [tags.bool, tags.null], color: "var(--syntax-keyword)" },
  { tag: [tags.separator, tags.punctuation, tags.brace, tags.squareBracket], color: "var(--syntax-operator)" },
]);

/** Texts longer than this (UTF-16 units) are shown without a syntax tree, which would cost more than it tells. */
const PARSED_LIMIT = 2_000_000;

/** Opens folded stretches: all of them, or those around a place. */
const unfold = StateEffect.define<{ from: number; to: number }>();

/** The stand-in for a folded stretch of a long line; a click opens the stretch. */
class FoldMark extends WidgetType {
  constructor(private readonly fold: Fold) {
    super();
  }

  override eq(other: FoldMark): boolean {
    return other.fold.from === this.fold.from && other.fold.to === this.fold.to;
  }

  override toDOM(view: EditorView): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold-mark";
    button.textContent = t`… ${formatCount(this.fold.to - this.fold.from)} characters …`;
    button.title = t`Folded, because long lines make the window slow. Click to show them; search finds what is in here.`;
    button.addEventListener("click", () => view.dispatch({ effects: unfold.of(this.fold) }));
    return button;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

interface Folded {
  readonly folds: readonly Fold[];
  readonly marks: DecorationSet;
}

function marked(folds: readonly Fold[]): Folded {
  const marks = folds.map((fold) => Decoration.replace({ widget: new FoldMark(fold) }).range(fold.from, fold.to));
  return { folds, marks: Decoration.set(marks) };
}

/** The folded stretches of long lines. A selection in one of them, such as a search hit, opens its surroundings. */
const longLines = StateField.define<Folded>({
  create: (state) => marked(longFolds(state.doc.toString())),
  update(value, transaction) {
    if (transaction.docChanged) return marked(longFolds(transaction.newDoc.toString()));
    const opened = transaction.effects.find((effect) => effect.is(unfold));
    if (opened?.is(unfold)) return marked(value.folds.filter((fold) => fold.from !== opened.value.from));
    const { main } = transaction.newSelection;
    if (transaction.selection === undefined || value.folds.length === 0) return value;
    const touched = value.folds.some((fold) => main.from < fold.to && main.to > fold.from);
    return touched ? marked(openAround(value.folds, transaction.newDoc.toString(), main.from, main.to)) : value;
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.marks),
});

/** Whether lines are wrapped; can be changed while the text is shown. */
export const wrapping = new Compartment();

/** The extensions of a text that is read, never written and never taken for anything but text. */
export function readOnlyText(text: string, wrap: boolean, label: string): Extension {
  return [
    EditorState.readOnly.of(true),
    // Editable stays on, because it is what gives a caret, and keyboard selection.
    EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
    lineNumbers(),
    codeFolding({ placeholderText: "…" }),
    foldGutter({ openText: "▾", closedText: "▸" }),
    text.length <= PARSED_LIMIT ? [json(), syntaxHighlighting(colours)] : [],
    highlightSpecialChars({ addSpecialChars: /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g }),
    longLines,
    foundPlaces,
    search({ top: true }),
    highlightSelectionMatches({ minSelectionLength: 3, maxMatches: 500 }),
    wrapping.of(wrap ? EditorView.lineWrapping : []),
    keymap.of([{ key: "Mod-f", run: openSearchPanel }, ...searchKeymap, ...foldKeymap, ...defaultKeymap]),
  ];
}
