import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { Button, Dialog, ErrorPanel, tell } from "../../parts";
import { formatEntries } from "../../counts";
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
      tell(t`${source.name} removed`, t`Its entries stay.`);
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={t`Remove ${source.name}?`}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Keep</Trans>
          </Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: source.id })}>
            <Trans>Remove source</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>It is no longer synced, and its credential is deleted.</Trans>{" "}
        {source.entries === 0
          ? t`It has no entries here.`
          : t`Its ${formatEntries(source.entries)} stay in the workspace: they can still be searched and exported.`}
      </p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
