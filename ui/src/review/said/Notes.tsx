import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef, useState } from "react";
import type { WrittenNote } from "../../bindings/WrittenNote";
import { Button, IconButton } from "../../parts";
import { formatMoment } from "../../time";
import { draftOf, keepDraft } from "./drafts";
import { useAsked } from "./focus";
import { NoteText } from "./NoteText";
import { say } from "./say";

interface Props {
  entry: string;
  notes: readonly WrittenNote[];
  zone: string;
  onShow: (key: string) => void;
}

/** The notes on an entry, and the field for another one. */
export function Notes({ entry, notes, zone, onShow }: Props) {
  const [edited, setEdited] = useState(() => notes.find(({ id }) => draftOf(entry, id) !== undefined)?.id ?? null);
  return (
    <div className="notes">
      {notes.map((note) =>
        note.id === edited ? (
          <NoteField
            key={note.id}
            entry={entry}
            note={note.id}
            label={t`Write the note anew`}
            initial={note.text}
            onSave={(text) => say([entry], { type: "write", note: note.id, text })}
            onDone={() => setEdited(null)}
          />
        ) : (
          <article key={note.id} className="note" aria-label={t`Note by ${note.by}`}>
            <header className="row">
              <strong className="cut">{note.by}</strong>
              <span className="faint nowrap">{formatMoment(note.at, zone)}</span>
              {note.edited_at !== null && (
                <span className="faint cut" title={formatMoment(note.edited_at, zone)}>
                  <Trans>written anew by {note.edited_by}</Trans>
                </span>
              )}
              <span className="grow" />
              <IconButton icon="edit" size="small" label={t`Write anew`} onPress={() => setEdited(note.id)} />
              <IconButton
                icon="trash"
                size="small"
                label={t`Take the note back`}
                onPress={() => void say([entry], { type: "erase", note: note.id })}
              />
            </header>
            <NoteText text={note.text} onShow={onShow} />
          </article>
        ),
      )}
      {edited === null && (
        <NoteField
          entry={entry}
          note=""
          label={t`Another note`}
          initial=""
          onSave={(text) => say([entry], { type: "write", note: "", text })}
        />
      )}
    </div>
  );
}

interface FieldProps {
  entry: string;
  /** The note that is written anew; empty for another one. */
  note: string;
  label: string;
  initial: string;
  onSave: (text: string) => Promise<boolean>;
  onDone?: () => void;
}

function NoteField({ entry, note, label, initial, onSave, onDone }: FieldProps) {
  const [text, setText] = useState(() => draftOf(entry, note) ?? initial);
  const field = useRef<HTMLTextAreaElement>(null);
  useAsked("note", entry, () => field.current?.focus());

  function write(written: string): void {
    setText(written);
    keepDraft(entry, note, written === initial ? null : written);
  }

  async function save(): Promise<void> {
    if (text.trim() === "" || !(await onSave(text))) return;
    write("");
    onDone?.();
  }

  function giveUp(): void {
    keepDraft(entry, note, null);
    onDone?.();
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void save();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (onDone) giveUp();
      else field.current?.closest<HTMLElement>(".inspector")?.querySelector<HTMLElement>("[role=tab]")?.focus();
    }
  }

  return (
    <div className="note-field">
      <textarea
        ref={field}
        className="input"
        aria-label={label}
        placeholder={t`Markdown; [[s12]] links to an entry`}
        rows={text === "" ? 1 : Math.min(8, text.split("\n").length + 1)}
        value={text}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {text.trim() !== "" && (
        <div className="row">
          <span className="faint grow">
            <Trans>Ctrl+Enter</Trans>
          </span>
          {onDone && (
            <Button kind="quiet" onPress={giveUp}>
              <Trans>Cancel</Trans>
            </Button>
          )}
          <Button kind="primary" onPress={() => void save()}>
            <Trans>Save note</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
