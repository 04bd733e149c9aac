import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
      tell(t`${saved.name} saved`, t`Version ${saved.version}`);
      onClose();
    },
  });
  const known = views.find((view) => view.name === name.trim());

  function submit(): void {
    if (name.trim() !== "") save.mutate({ id: known?.id ?? null, name: name.trim(), definition });
  }

  return (
    <Dialog
      title={t`Save this view`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isDisabled={name.trim() === ""} isPending={save.isPending} onPress={submit}>
            {known ? t`Save as version ${known.version + 1}` : t`Save`}
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
          label={t`Name`}
          value={name}
          onChange={setName}
          maxLength={80}

          help={known ? t`There is a view of this name: it gets a new version, the old ones are kept.` : undefined}
        />
        <Facts
          facts={[
            { label: t`Filter`, value: <span className="mono">{definition.filter || t`every entry`}</span> },
            {
              label: t`Order`,
              value: `${definition.sort.field.replace("_", " ")}, ${definition.sort.descending ? t`greatest or newest first` : t`least or oldest first`}`,
            },
            { label: t`Columns`, value: definition.columns.map(({ field }) => field.replace("_", " ")).join(", ") },
          ]}
        />
        {save.error && <ErrorPanel error={save.error} />}
      </form>
    </Dialog>
  );
}
