import { useState } from "react";
import type { SavedView } from "../../bindings/SavedView";
import type { ViewDefinition } from "../../bindings/ViewDefinition";
import { Button, Dialog, ErrorPanel, Facts, tell, TextField } from "../../parts";
import { useCommand } from "../../rpc";

interface Props {
  views: readonly SavedView[];
  definition: ViewDefinition;
  onClose: () => void;
}

/** Saves what is on screen under a name; a known name gets a new version. */
export function SaveViewDialog({ views, definition, onClose }: Props) {
  const [name, setName] = useState("");
  const save = useCommand("saved_view_save", {
    onSuccess: (saved) => {
      tell(`${saved.name} saved`, `Version ${saved.version}`);
      onClose();
    },
  });
  const known = views.find((view) => view.name === name.trim());

  function submit(): void {
    if (name.trim() !== "") save.mutate({ id: known?.id ?? null, name: name.trim(), definition });
  }

  return (
    <Dialog
      title="Save this view"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" isDisabled={name.trim() === ""} isPending={save.isPending} onPress={submit}>
            {known ? `Save as version ${known.version + 1}` : "Save"}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          maxLength={80}

          help={known ? "There is a view of this name: it gets a new version, the old ones are kept." : undefined}
        />
        <Facts
          facts={[
            { label: "Filter", value: <span className="mono">{definition.filter || "every entry"}</span> },
            {
              label: "Order",
              value: `${definition.sort.field.replace("_", " ")}, ${definition.sort.descending ? "greatest or newest first" : "least or oldest first"}`,
            },
            { label: "Columns", value: definition.columns.map(({ field }) => field.replace("_", " ")).join(", ") },
          ]}
        />
        {save.error && <ErrorPanel error={save.error} />}
      </form>
    </Dialog>
  );
}
