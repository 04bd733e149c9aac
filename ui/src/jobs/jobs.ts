import { t } from "@lingui/core/macro";
import type { JobInfo } from "../bindings/JobInfo";
import { formatRows } from "../counts";
import { formatBytes, formatCount, formatRate, formatSeconds } from "../numbers";
import { useQueryOf } from "../rpc";

/** The jobs that are at work, the newest first. */
export function useRunningJobs(): JobInfo[] {
  const { data } = useQueryOf("job_list", {}, { select: (jobs) => jobs.filter((job) => job.state === "running") });
  return data ?? [];
}

/** The newest of the jobs that are known and meant, at work or ended. */
export function useLastJob(which: (job: JobInfo) => boolean): JobInfo | undefined {
  const { data } = useQueryOf("job_list", {});
  return data?.filter(which).toSorted((one, other) => other.id - one.id)[0];
}

/** Whether a job can be told to wait. */
export function canPause({ kind, state }: JobInfo): boolean {
  return kind === "export" && state === "running";
}

/** `24%, 30 s left`, or how it stands in few other words. */
export function jobShare(job: JobInfo): string {
  const share = job.total > 0 ? `${Math.floor((100 * job.done) / job.total)}%` : formatRows(job.done);
  if (job.paused) return t`Paused at ${share}`;
  return job.remaining === null ? share : t`${share}, ${formatSeconds(job.remaining)} left`;
}

/** `12,300 of 50,000 · 1,240/s · 3 MB/s · 30 s left`, as far as it is known. */
export function jobFigures(job: JobInfo): string {
  const [amount, rate] =
    job.kind === "verify"
      ? [formatBytes, (perSecond: number) => `${formatBytes(perSecond)}/s`]
      : [formatCount, formatRate];
  const figures = [
    job.total > 0 ? t`${amount(job.done)} of ${amount(job.total)}` : amount(job.done),
    job.paused ? t`paused` : "",
    job.rate > 0 ? rate(job.rate) : "",
    job.byte_rate > 0 ? `${formatBytes(job.byte_rate)}/s` : "",
    job.remaining === null ? "" : t`${formatSeconds(job.remaining)} left`,
  ];
  return figures.filter((figure) => figure !== "").join(" · ");
}
