import { Badge, Button, Icon, IconButton, tellError } from "../parts";
import { formatBytes, formatCount, formatCountOf } from "../numbers";
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
    <header className="shell-header" aria-label="Workspace">
      <Icon name="database" />
      {status.sample ? (
        <Badge kind="active">Sample workspace</Badge>
      ) : (
        <span className="cut" title={status.path}>
          {folderName(status.path)}
        </span>
      )}
      {status.read_only && <Badge kind="warning">Read only: another process writes</Badge>}
      <span className="quiet nowrap">{formatCountOf(status.settled + status.pending, "entry", "entries")}</span>
      {status.pending > 0 && <span className="faint nowrap">{formatCount(status.pending)} pending</span>}
      <span className="faint nowrap">{formatBytes(status.bytes)}</span>
      <div className="grow" />
      <Jobs />
      {status.sample ? (
        <Button kind="quiet" isPending={closeSample.isPending} onPress={() => closeSample.mutate({})}>
          Leave sample
        </Button>
      ) : (
        <IconButton icon="lock" label="Lock workspace" isDisabled={lock.isPending} onPress={() => lock.mutate({})} />
      )}
    </header>
  );
}

function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
