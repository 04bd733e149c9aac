import { useState } from "react";
import type { DestinationInfo } from "../bindings/DestinationInfo";
import { Checklist } from "../connection/Checklist";
import { useChecklist } from "../connection/useChecklist";
import { Button, Dialog, ErrorPanel, RadioGroup, tell, TextField } from "../parts";
import { rpc, useCommand } from "../rpc";
import { draftOf, wanted, type Draft } from "./destinationDraft";
import { FolderFields } from "./FolderFields";
import { S3Fields } from "./S3Fields";

interface Props {
  /** The destination to edit; `null` adds one. */
  destination: DestinationInfo | null;
  onClose: () => void;
  onSaved?: (destination: DestinationInfo) => void;
}

/** Adds or edits a destination, with the connection test inline. */
export function DestinationForm({ destination, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(destination));
  const checklist = useChecklist();
  const options = {
    onSuccess: (saved: DestinationInfo) => {
      onClose();
      onSaved?.(saved);
      tell(destination ? `${saved.name} saved` : `${saved.name} added`);
    },
  };
  const add = useCommand("destination_add", options);
  const update = useCommand("destination_update", options);
  const save = destination ? update : add;
  const asked = wanted(draft);
  const name = draft.name.trim();

  function change(part: Partial<Draft>): void {
    // Another name is not another connection.
    if (Object.keys(part).some((field) => field !== "name")) checklist.clear();
    setDraft((now) => ({ ...now, ...part }));
  }

  function test(): void {
    if (!asked) return;
    void checklist.run((ticket) => rpc("destination_test", { id: destination?.id ?? null, ...asked, ticket }));
  }

  function submit(): void {
    if (!asked || name === "") return;
    if (destination) update.mutate({ id: destination.id, name, ...asked });
    else add.mutate({ name, ...asked });
  }

  return (
    <Dialog
      title={destination ? `Edit ${destination.name}` : "Add destination"}
      size="wide"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={!asked} isPending={checklist.running} onPress={test}>
            Test connection
          </Button>
          <div className="grow" />
          <Button onPress={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="destination-form"
            kind="primary"
            isDisabled={!asked || name === ""}
            isPending={save.isPending}
          >
            {destination ? "Save" : "Add"}
          </Button>
        </>
      }
    >
      <form
        id="destination-form"
        className="stack form"
        aria-label="Destination"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {!destination && (
          <RadioGroup<Draft["kind"]>
            label="Kind"
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={[
              { id: "s3", text: "S3-compatible", help: "Amazon S3, MinIO, Ceph, Garage, Cloudflare R2 and others." },
              { id: "folder", text: "Folder on this computer" },
            ]}
          />
        )}
        <TextField label="Name" value={draft.name} onChange={(text) => change({ name: text })} />
        {draft.kind === "s3" ? (
          <S3Fields draft={draft} onChange={change} />
        ) : (
          <FolderFields draft={draft} onChange={change} />
        )}
        <TextField
          label="Prefix"
          value={draft.prefix}
          onChange={(prefix) => change({ prefix })}
          placeholder="mcp-audit-logs/YYYY/MM/DD/"
          help="What every key begins with. YYYY, MM and DD stand for the day of the run in UTC."
          mono
        />
      </form>
      <Checklist state={checklist} />
      {save.error && <ErrorPanel error={save.error} actions={{ retry: submit }} />}
    </Dialog>
  );
}
