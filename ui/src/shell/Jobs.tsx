import { t } from "@lingui/core/macro";
import { JobButtons } from "../jobs/JobButtons";
import { jobFigures, useRunningJobs } from "../jobs/jobs";
import { formatJobs } from "../counts";
import { Button, Popover, ProgressBar } from "../parts";

/** What is running, with its progress; nothing where nothing runs. */
export function Jobs() {
  const jobs = useRunningJobs();
  const first = jobs[0];
  if (!first) return null;
  return (
    <Popover
      label={t`Running jobs`}
      placement="bottom end"
      trigger={
        <Button kind="quiet" icon="refresh">
          {jobs.length === 1 ? first.title : formatJobs(jobs.length)}
          {first.total > 0 && jobs.length === 1 ? ` ${Math.floor((100 * first.done) / first.total)}%` : ""}
        </Button>
      }
    >
      <ul className="jobs">
        {jobs.map((job) => (
          <li key={job.id} className="stack tight">
            <div className="row">
              <strong className="grow cut">{job.title}</strong>
              <JobButtons job={job} what={job.title} isSmall />
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
