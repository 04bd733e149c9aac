import { openSearchPanel } from "@codemirror/search";
import { EditorView } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { use, useEffect, useRef, useState } from "react";
import type { PartText } from "../../bindings/PartText";
import { CopyButton, IconButton } from "../../parts";
import { PayloadContext } from "../../payload/context";
import { DocumentView, type DocumentMode } from "../../payload/document-view";
import { formatBytes, formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";
import { findEscaped, type Span } from "../matches/find";
import { enterFound, foundOf, showFound, stepFound } from "./found";
import { FoundContext } from "./found-context";
import type { FoundWalk, Walkable } from "./found-walk";
import { prettyJson } from "./pretty";
import { readOnlyText, wrapping } from "./text-view";
import "./text.css";

interface Props {
  /** The entry. */
  entry: string;
  part: PartText;
  label: string;
  /** The raw record is shown as received; other parts as what they mean, with a way to see them as received. */
  startsPretty?: boolean;
}

/** The ways in which a part is shown. */
type Mode = DocumentMode | "text";

const MODES: readonly { mode: Mode; word: string; key: string }[] = [
  { mode: "readable", word: t`Readable`, key: "m" },
  { mode: "tree", word: t`Tree`, key: "t" },
  { mode: "text", word: t`Text`, key: "l" },
  { mode: "raw", word: t`As received`, key: "w" },
];

/** The way that was chosen last; the next part is shown the same way where it can be. */
let preferred: Mode | null = null;

/** A part of a payload: readable, as a tree, laid out or as received; searchable, and as long as it may be. */
export function PartView({ entry, part, label, startsPretty = true }: Props) {
  const { sha256 } = use(PayloadContext);
  const root = { entry, sha256, part: part.name, steps: [] };
  const { data: info } = useQueryOf("document_open", { document: root }, { gcTime: 0 });
  const { texts } = use(FoundContext);
  const [chosen, setChosen] = useState<Mode | null>(null);
  const pretty = part.cut ? undefined : prettyJson(part.text);
  const can = (mode: Mode): boolean => {
    if (mode === "readable") return Boolean(info?.message);
    if (mode === "tree") return info === undefined || info.broken === null;
    return mode === "raw" || pretty !== undefined;
  };
  // Places that are walked through are marked in a text.
  const first: readonly (Mode | null)[] =
    chosen !== null
      ? [chosen]
      : !startsPretty
        ? ["raw"]
        : texts.length > 0
          ? ["text", "tree"]
          : [preferred, "readable", "tree"];
  const mode = first.find((wanted) => wanted !== null && can(wanted)) ?? "raw";
  const hasLines = part.cut;

  function choose(next: Mode): void {
    preferred = next;
    setChosen(next);
  }

  function onKeyDown(event: React.KeyboardEvent<HTMLElement>): void {
    const isFree = !event.ctrlKey && !event.metaKey && !event.altKey && !(event.target instanceof HTMLInputElement);
    const wanted = MODES.find(({ key }) => key === event.key)?.mode;
    if (!isFree || event.defaultPrevented || wanted === undefined || !can(wanted)) return;
    choose(wanted);
    // What was focused may be gone; the section stays, so that the next key is heard.
    event.currentTarget.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // Keys of the whole part; what is focused in it stays as it is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className="part" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
      <header className="part-head">
        <h3>{label}</h3>
        <span className="faint">{formatBytes(part.bytes)}</span>
        <span className="grow" />
        <div className="part-switch" role="group" aria-label={t`${label}: layout`}>
          {MODES.filter((one) => can(one.mode)).map((one) => (
            <button
              key={one.mode}
              type="button"
              aria-pressed={mode === one.mode}
              title={`${one.word} (${one.key})`}
              onClick={() => choose(one.mode)}
            >
              {one.word}
            </button>
          ))}
        </div>
        {!part.cut && <CopyButton text={part.text} label={t`Copy ${label.toLowerCase()} as received`} />}
      </header>
      {mode === "readable" || mode === "tree" || hasLines ? (
        <DocumentView root={root} label={label} mode={mode === "text" ? "raw" : mode} onMode={choose} />
      ) : (
        <Written key={mode} text={mode === "text" && pretty !== undefined ? pretty : part.text} label={label} />
      )}
    </section>
  );
}

/** A text that fits into an editor, with the places found in it. */
function Written({ text, label }: { text: string; label: string }) {
  const [wrap, setWrap] = useState(true);
  const editor = useRef<EditorView | null>(null);
  const { texts, walk, fromEnd } = use(FoundContext);
  const [found, setFound] = useState<FoundState>(NONE_FOUND);
  const spans = texts.length === 0 ? NOWHERE : findEscaped(text, texts);
  return (
    <>
      <div className="part-tools">
        {found.count > 0 && <FoundSteps found={found} walk={walk} />}
        <span className="grow" />
        <IconButton
          icon="wrap"
          label={wrap ? t`Do not wrap lines` : t`Wrap lines`}
          size="small"
          onPress={() => setWrap(!wrap)}
        />
        <IconButton
          icon="search"
          label={t`Search in this part`}
          shortcut="Ctrl+F"
          size="small"
          onPress={() => editor.current && openSearchPanel(editor.current)}
        />
      </div>
      <TextView
        text={text}
        spans={spans}
        fromEnd={fromEnd}
        walk={walk}
        wrap={wrap}
        label={label}
        editor={editor}
        onFound={setFound}
      />
    </>
  );
}

interface FoundState {
  readonly at: number;
  readonly count: number;
}

const NONE_FOUND: FoundState = { at: 0, count: 0 };

const NOWHERE: readonly Span[] = [];

/** Which place of how many is the current one, and the way to the others. */
function FoundSteps({ found, walk }: { found: FoundState; walk: FoundWalk }) {
  return (
    <span className="part-found" role="group" aria-label={t`Found places`}>
      <span role="status">
        <Trans>
          {formatCount(found.at + 1)} of {formatCount(found.count)}
        </Trans>
      </span>
      <IconButton
        icon="chevron-up"
        label={t`Previous place found`}
        shortcut="Shift+N"
        size="small"
        onPress={() => walk.step(-1)}
      />
      <IconButton
        icon="chevron-down"
        label={t`Next place found`}
        shortcut="N"
        size="small"
        onPress={() => walk.step(1)}
      />
    </span>
  );
}

interface TextViewProps {
  text: string;
  /** The places that are marked. */
  spans: readonly Span[];
  fromEnd: boolean;
  walk: FoundWalk;
  wrap: boolean;
  label: string;
  editor: React.RefObject<EditorView | null>;
  onFound: (found: FoundState) => void;
}

function TextView({ text, spans, fromEnd, walk, wrap, label, editor, onFound }: TextViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({ parent: host.current, doc: text, extensions: readOnlyText(text, wrap, label) });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
    // Wrapping and what is marked are changed below without making the editor anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, label, editor]);
  useEffect(() => {
    const view = editor.current;
    if (!view) return;
    view.dispatch(showFound(spans, fromEnd));
    onFound(foundOf(view.state));
    const steps = (by: 1 | -1, way: typeof stepFound) => {
      const to = way(view.state, by);
      if (to) view.dispatch(to);
      onFound(foundOf(view.state));
      return to !== null;
    };
    const walkable: Walkable = {
      get isFocused() {
        return view.hasFocus;
      },
      step: (by) => steps(by, stepFound),
      enter: (by) => steps(by, enterFound),
    };
    return walk.add(walkable, fromEnd);
    // The editor is another one where the text is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, label, editor, spans, walk]);
  useEffect(() => {
    editor.current?.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) });
  }, [wrap, editor]);
  return <div ref={host} className="part-text" />;
}
