import { t } from "@lingui/core/macro";
import type { JobInfo } from "../bindings/JobInfo";
import { ProgressBar } from "../parts";
import { JobButtons } from "./JobButtons";
import { jobFigures, useRunningJobs } from "./jobs";
import "./jobs.css";

interface Props {
  /** Picks the job out of those that run. */
  which: (job: JobInfo) => boolean;
  /** What is going on: `sync`, `export`. */
  what: string;
}

/** A running job: what it does, how far it is, how long it will take, and ways to pause and stop it. */
export function JobProgress({ which, what }: Props) {
  const job = useRunningJobs().find(which);
  if (!job) return null;
  return (
    <section className="job-progress" aria-label={t`Progress of the ${what}`}>
      <div className="stack tight grow">
        <div className="row">
          <span className="grow cut">{job.doing}</span>
          <span className="quiet">{jobFigures(job)}</span>
        </div>
        <ProgressBar label={t`Progress of the ${what}`} value={job.done} total={job.total} />
      </div>
      <JobButtons job={job} what={what} />
    </section>
  );
}
