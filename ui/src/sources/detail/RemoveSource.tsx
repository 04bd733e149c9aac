import type { SourceInfo } from "../../bindings/SourceInfo";
import { Button, Dialog, ErrorPanel, tell } from "../../parts";
import { formatCountOf } from "../../numbers";
import { showSource } from "../../router";
import { useCommand } from "../../rpc";

interface Props {
  source: SourceInfo;
  isOpen: boolean;
  onClose: () => void;
}

/** Asks before a source is removed, and says what stays. */
export function RemoveSource({ source, isOpen, onClose }: Props) {
  const remove = useCommand("source_remove", {
    onSuccess: () => {
      onClose();
      showSource(null);
      tell(`${source.name} removed`, "Its entries stay.");
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={`Remove ${source.name}?`}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Keep</Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: source.id })}>
            Remove source
          </Button>
        </>
      }
    >
      <p>
        It is no longer synced, and its credential is deleted.{" "}
        {source.entries === 0
          ? "It has no entries here."
          : `Its ${formatCountOf(source.entries, "entry", "entries")} stay in the workspace: they can still be searched and exported.`}
      </p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
