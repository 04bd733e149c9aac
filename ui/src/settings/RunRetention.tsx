import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { SourceRetention } from "../bindings/SourceRetention";
import { Button, Dialog, ErrorPanel } from "../parts";
import { formatCount } from "../numbers";
import { useCommand } from "../rpc";
import { formatMoment } from "../time";

interface Props {
  sources: readonly SourceRetention[];
  zone: string;
  onClose: () => void;
}

/** Asks before entries are removed for good. */
export function RunRetention({ sources, zone, onClose }: Props) {
  const run = useCommand("retention_run", { onSuccess: onClose });
  const concerned = sources.filter(({ due }) => due.removed > 0);
  const sum = concerned.reduce((total, { due }) => total + due.removed, 0);
  return (
    <Dialog
      title={t`Remove ${formatCount(sum)} records for good?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Keep them</Trans>
          </Button>
          <Button kind="danger" isPending={run.isPending} onPress={() => run.mutate({})}>
            <Trans>Remove</Trans>
          </Button>
        </>
      }
    >
      <ul className="stack tight">
        {concerned.map(({ source, name, due }) => (
          <li key={source}>
            <Trans>
              <strong>{name}</strong>: {formatCount(due.removed)} from before{" "}
              {due.before === null ? "" : formatMoment(due.before, zone)}
            </Trans>
            {due.reviewed > 0 && t`, of which ${formatCount(due.reviewed)} were reviewed or sampled`}
          </li>
        ))}
      </ul>
      <p className="quiet">
        <Trans>
          Their bytes go. Their places in the ledger stay, with their hashes, so that the chain still proves the rest.
          They are not synced again.
        </Trans>
      </p>
      {run.error && <ErrorPanel error={run.error} />}
    </Dialog>
  );
}
