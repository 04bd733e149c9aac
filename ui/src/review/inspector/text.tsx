import { openSearchPanel } from "@codemirror/search";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef, useState } from "react";
import type { PartText } from "../../bindings/PartText";
import { Button, CopyButton, IconButton, tellError } from "../../parts";
import { formatBytes } from "../../numbers";
import { rpc, toRpcError } from "../../rpc";
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
  const [isPretty, setPretty] = useState(startsPretty);
  const [wrap, setWrap] = useState(true);
  const [reading, setReading] = useState(false);
  const editor = useRef<EditorView | null>(null);
  const shown = whole ?? part;
  const pretty = shown.cut ? undefined : prettyJson(shown.text);
  const text = isPretty && pretty !== undefined ? pretty : shown.text;

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
        {pretty !== undefined && (
          <div className="part-switch" role="group" aria-label="Layout">
            <button type="button" aria-pressed={isPretty} onClick={() => setPretty(true)}>
              Pretty
            </button>
            <button type="button" aria-pressed={!isPretty} onClick={() => setPretty(false)}>
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
      <TextView text={text} wrap={wrap} label={label} editor={editor} />
    </section>
  );
}

interface TextViewProps {
  text: string;
  wrap: boolean;
  label: string;
  editor: React.RefObject<EditorView | null>;
}

function TextView({ text, wrap, label, editor }: TextViewProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({ parent: host.current, doc: text, extensions: readOnlyText(text, wrap, label) });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
    // Wrapping is changed below without making the editor anew.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, label, editor]);
  useEffect(() => {
    editor.current?.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) });
  }, [wrap, editor]);
  return <div ref={host} className="part-text" />;
}
