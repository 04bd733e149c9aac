import { Button, IconButton, Popover, ProgressBar, tellError } from "../parts";
import { jobFigures, useRunningJobs } from "../jobs/jobs";
import { formatCountOf } from "../numbers";
import { useCommand } from "../rpc";

/** What is running, with its progress; nothing where nothing runs. */
export function Jobs() {
  const jobs = useRunningJobs();
  const cancel = useCommand("job_cancel", { onError: tellError });
  const first = jobs[0];
  if (!first) return null;
  return (
    <Popover
      label="Running jobs"
      placement="bottom end"
      trigger={
        <Button kind="quiet" icon="refresh">
          {jobs.length === 1 ? first.title : formatCountOf(jobs.length, "job", "jobs")}
          {first.total > 0 && jobs.length === 1 ? ` ${Math.floor((100 * first.done) / first.total)}%` : ""}
        </Button>
      }
    >
      <ul className="jobs">
        {jobs.map((job) => (
          <li key={job.id} className="stack tight">
            <div className="row">
              <strong className="grow cut">{job.title}</strong>
              <IconButton
                icon="stop"
                label={`Cancel ${job.title}`}
                size="small"
                onPress={() => cancel.mutate({ id: job.id })}
              />
            </div>
            <ProgressBar label={job.title} value={job.done} total={job.total} />
            <div className="row faint">
              <span className="grow cut">{job.doing}</span>
              <span>{jobFigures(job)}</span>
            </div>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
