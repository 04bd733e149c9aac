import type { JobInfo } from "../bindings/JobInfo";
import { formatCount, formatRate, formatSeconds } from "../numbers";
import { useQueryOf } from "../rpc";

/** The jobs that are at work, the newest first. */
export function useRunningJobs(): JobInfo[] {
  const { data } = useQueryOf("job_list", {}, { select: (jobs) => jobs.filter((job) => job.state === "running") });
  return data ?? [];
}

/** `12,300 of 50,000 · 1,240/s · 30 s left`, as far as it is known. */
export function jobFigures(job: JobInfo): string {
  const figures = [
    job.total > 0 ? `${formatCount(job.done)} of ${formatCount(job.total)}` : formatCount(job.done),
    job.rate > 0 ? formatRate(job.rate) : "",
    job.remaining === null ? "" : `${formatSeconds(job.remaining)} left`,
  ];
  return figures.filter((figure) => figure !== "").join(" · ");
}
