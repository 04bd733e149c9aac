import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  startCompletion,
  type Completion as Offer,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, placeholder } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import type { Completion } from "../../bindings/Completion";
import type { Completions } from "../../bindings/Completions";
import { filterHighlighting } from "./language";
import { problemMark } from "./problem";
import type { QueryHistory } from "./history";

/** What the bar is told of. */
export interface QueryEvents {
  /** Asks the core what could be typed. */
  complete: (text: string, cursor: number) => Promise<Completions>;
  /** Enter. */
  apply: (text: string) => void;
  /** Escape with nothing open: give up what was typed. */
  restore: () => void;
  /** The text changed. */
  typed: (text: string) => void;
}

const EXAMPLE = t`Filter, for example: actor:alice outcome:failure duration>2s "connection reset"`;

/** The editor of a filter: one line, completed by the core. `empty` stands there while nothing is written. */
export function queryExtensions(events: QueryEvents, past: QueryHistory, empty: string = EXAMPLE): Extension {
  return [
    EditorState.transactionFilter.of((transaction) =>
      transaction.newDoc.lines > 1
        ? [transaction, { changes: lineBreaks(transaction.newDoc.toString()), sequential: true }]
        : transaction,
    ),
    history(),
    filterHighlighting,
    problemMark,
    highlightSpecialChars(),
    placeholder(empty),
    autocompletion({
      override: [(context) => offers(context, events)],
      activateOnTyping: true,
      // Enter applies the filter unless an offer was chosen with the arrow keys; Tab takes the first one.
      selectOnOpen: false,
      interactionDelay: 0,
      icons: false,
      closeOnBlur: true,
      addToOptions: [],
    }),
    Prec.highest(
      keymap.of([
        { key: "Enter", run: (view) => chooseOrApply(view, events) },
        { key: "Tab", run: takeOffer },
        {
          key: "Escape",
          run: (view) => {
            if (completionStatus(view.state) === "active") return closeCompletion(view);
            events.restore();
            return true;
          },
        },
        { key: "ArrowUp", run: (view) => recall(view, past.back(view.state.doc.toString())) },
        { key: "ArrowDown", run: (view) => recall(view, past.forward()) },
      ]),
    ),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    EditorView.contentAttributes.of({
      "aria-label": t`Filter`,
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) events.typed(update.state.doc.toString());
    }),
  ];
}

/** Puts a text into the bar, the cursor at its end or a part of it selected. */
export function setQuery(view: EditorView, text: string, select?: { from: number; to: number }): void {
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: select ? { anchor: select.from, head: select.to } : { anchor: text.length },
    scrollIntoView: true,
  });
}

function lineBreaks(text: string) {
  return [...text.matchAll(/\n/g)].map((match) => ({ from: match.index, to: match.index + 1, insert: " " }));
}

async function offers(context: CompletionContext, events: QueryEvents): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const { from, to, items } = await events.complete(text, context.pos);
  if (context.aborted || items.length === 0) return null;
  return { from, to, options: items.map(offer), filter: false };
}

function offer(item: Completion, index: number): Offer {
  return {
    label: item.label,
    detail: item.detail,
    type: item.kind,
    boost: -index,
    apply: (view, _offer, from, to) => {
      view.dispatch({
        changes: { from, to, insert: item.insert },
        selection: { anchor: from + item.insert.length },
        userEvent: "input.complete",
      });
      // A field is followed by its values.
      if (item.kind === "field") startCompletion(view);
    },
  };
}

function chooseOrApply(view: EditorView, events: QueryEvents): boolean {
  if (completionStatus(view.state) === "active" && selectedCompletion(view.state)) return acceptCompletion(view);
  closeCompletion(view);
  events.apply(view.state.doc.toString());
  return true;
}

function takeOffer(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") return false;
  if (!selectedCompletion(view.state)) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

function recall(view: EditorView, text: string | undefined): boolean {
  if (completionStatus(view.state) === "active") return false;
  if (text !== undefined) setQuery(view, text);
  return true;
}
