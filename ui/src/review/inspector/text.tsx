import { openSearchPanel } from "@codemirror/search";
import { EditorView } from "@codemirror/view";
import { use, useEffect, useRef, useState } from "react";
import type { PartText } from "../../bindings/PartText";
import { Button, CopyButton, IconButton, tellError } from "../../parts";
import { formatBytes, formatCount } from "../../numbers";
import { rpc, toRpcError } from "../../rpc";
import { findEscaped, type Span } from "../matches/find";
import { enterFound, foundOf, showFound, stepFound } from "./found";
import { FoundContext } from "./found-context";
import type { FoundWalk, Walkable } from "./found-walk";
import { prettyJson } from "./pretty";
import { readOnlyText, wrapping } from "./text-view";
import "./text.css";

interface Props {
  /** The entry, to read a part that was cut. */
  entry: string;
  part: PartText;
  label: string;
  /** The raw record is shown as received; other parts laid out, with a way to see them as received. */
  startsPretty?: boolean;
}

/** A part of a payload: JSON laid out or as received, searchable, with a way to the whole where it was cut. */
export function PartView({ entry, part, label, startsPretty = true }: Props) {
  const [whole, setWhole] = useState<PartText | null>(null);
  const [layout, setLayout] = useState<"pretty" | "received" | null>(null);
  const [wrap, setWrap] = useState(true);
  const [reading, setReading] = useState(false);
  const editor = useRef<EditorView | null>(null);
  const shown = whole ?? part;
  const pretty = shown.cut ? undefined : prettyJson(shown.text);
  const { texts, walk, fromEnd } = use(FoundContext);
  const [found, setFound] = useState<FoundState>(NONE_FOUND);
  const prettySpans = pretty === undefined || texts.length === 0 ? NOWHERE : findEscaped(pretty, texts);
  const receivedSpans = texts.length === 0 ? NOWHERE : findEscaped(shown.text, texts);
  // What reaches over the white space between tokens is only found in the text as received.
  const tellsMore = startsPretty && (prettySpans.length > 0 || receivedSpans.length === 0);
  const isPretty = layout === null ? tellsMore : layout === "pretty";
  const isLaidOut = isPretty && pretty !== undefined;
  const text = isLaidOut ? pretty : shown.text;

  function readWhole(): void {
    setReading(true);
    rpc("entry_part", { key: entry, name: part.name }).then(
      (answer) => {
        setReading(false);
        setWhole(answer);
      },
      (thrown: unknown) => {
        setReading(false);
        tellError(toRpcError(thrown));
      },
    );
  }

  return (
    <section className="part" aria-label={label}>
      <header className="part-head">
        <h3>{label}</h3>
        <span className="faint">{formatBytes(shown.bytes)}</span>
        <span className="grow" />
        {found.count > 0 && <FoundSteps found={found} walk={walk} />}
        {pretty !== undefined && (
          <div className="part-switch" role="group" aria-label="Layout">
            <button type="button" aria-pressed={isPretty} onClick={() => setLayout("pretty")}>
              Pretty
            </button>
            <button type="button" aria-pressed={!isPretty} onClick={() => setLayout("received")}>
              As received
            </button>
          </div>
        )}
        <IconButton
          icon="wrap"
          label={wrap ? "Do not wrap lines" : "Wrap lines"}
          size="small"
          onPress={() => setWrap(!wrap)}
        />
        <IconButton
          icon="search"
          label="Search in this part"
          shortcut="Ctrl+F"
          size="small"
          onPress={() => editor.current && openSearchPanel(editor.current)}
        />
        <CopyButton text={shown.text} label={`Copy ${label.toLowerCase()} as received`} />
      </header>
      {shown.cut && (
        <div className="part-cut">
          <span className="grow">
            The first {formatBytes(new Blob([shown.text]).size)} of {formatBytes(shown.bytes)}
          </span>
          <Button onPress={readWhole} isPending={reading}>
            Show all ({formatBytes(shown.bytes)})
          </Button>
        </div>
      )}
      <TextView
        text={text}
        spans={isLaidOut ? prettySpans : receivedSpans}
        fromEnd={fromEnd}
        walk={walk}
        wrap={wrap}
        label={label}
        editor={editor}
        onFound={setFound}
      />
    </section>
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
    <span className="part-found" role="group" aria-label="Found places">
      <span role="status">
        {formatCount(found.at + 1)} of {formatCount(found.count)}
      </span>
      <IconButton
        icon="chevron-up"
        label="Previous place found"
        shortcut="Shift+N"
        size="small"
        onPress={() => walk.step(-1)}
      />
      <IconButton icon="chevron-down" label="Next place found" shortcut="N" size="small" onPress={() => walk.step(1)} />
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
