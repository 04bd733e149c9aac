import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Icon, IconButton, tellError } from "../parts";
import { formatEntries } from "../counts";
import { formatBytes, formatCount } from "../numbers";
import { resetRoute } from "../router";
import { useCommand, useQueryOf } from "../rpc";
import { Jobs } from "./Jobs";

/** The line above every page: which workspace, how much is in it, what is running, lock. */
export function Header() {
  const { data: status } = useQueryOf("workspace_status", {});
  const lock = useCommand("workspace_lock", { onError: tellError });
  const closeSample = useCommand("sample_close", { onSuccess: resetRoute, onError: tellError });
  if (!status) return <header className="shell-header" />;
  return (
    <header className="shell-header" aria-label={t`Workspace`}>
      <Icon name="database" />
      {status.sample ? (
        <Badge kind="active">
          <Trans>Sample workspace</Trans>
        </Badge>
      ) : (
        <span className="cut" title={status.path}>
          {folderName(status.path)}
        </span>
      )}
      {status.read_only && (
        <Badge kind="warning">
          <Trans>Read only: another process writes</Trans>
        </Badge>
      )}
      <span className="quiet nowrap">{formatEntries(status.settled + status.pending)}</span>
      {status.pending > 0 && (
        <span className="faint nowrap">
          <Trans>{formatCount(status.pending)} pending</Trans>
        </span>
      )}
      <span className="faint nowrap">{formatBytes(status.bytes)}</span>
      <div className="grow" />
      <Jobs />
      {status.sample ? (
        <Button kind="quiet" isPending={closeSample.isPending} onPress={() => closeSample.mutate({})}>
          <Trans>Leave sample</Trans>
        </Button>
      ) : (
        <IconButton icon="lock" label={t`Lock workspace`} isDisabled={lock.isPending} onPress={() => lock.mutate({})} />
      )}
    </header>
  );
}

function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
