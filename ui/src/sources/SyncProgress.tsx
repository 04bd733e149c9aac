import { Button, ProgressBar, tellError } from "../parts";
import { jobFigures, useRunningJobs } from "../jobs";
import { useCommand } from "../rpc";

/** A running sync: what it does, how far it is, how long it will take, and a way to stop it. */
export function SyncProgress({ job: id }: { job: number }) {
  const job = useRunningJobs().find((running) => running.id === id);
  const cancel = useCommand("job_cancel", { onError: tellError });
  if (!job) return null;
  return (
    <section className="sync-progress" aria-label="Sync progress">
      <div className="stack tight grow">
        <div className="row">
          <span className="grow cut">{job.doing}</span>
          <span className="quiet">{jobFigures(job)}</span>
        </div>
        <ProgressBar label="Sync" value={job.done} total={job.total} />
      </div>
      <Button icon="stop" isDisabled={cancel.isPending} onPress={() => cancel.mutate({ id })}>
        Cancel sync
      </Button>
    </section>
  );
}
