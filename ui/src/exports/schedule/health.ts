import { plural, t } from "@lingui/core/macro";
import type { RunInfo } from "../../bindings/RunInfo";
import type { ScheduleHealth } from "../../bindings/ScheduleHealth";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { formatCount } from "../../numbers";
import { ERRORS } from "../../errors";
import { formatRuns } from "../../counts";
import { formatAgo, formatMoment, type Micros } from "../../time";
import { RUN_STATES, type StateWords } from "../states";

export const HEALTH: Record<ScheduleHealth, StateWords> = {
  disabled: { text: t`Off`, kind: "plain" },
  good: { text: t`On`, kind: "good" },
  running: { text: t`Running`, kind: "active" },
  retrying: { text: t`Retrying`, kind: "warning" },
  broken: { text: t`Failing`, kind: "bad" },
  overdue: { text: t`Overdue`, kind: "bad" },
};

/** What should have run and did not, or failed, in a sentence or two; `null`: nothing to look after. */
export function attentionOf(schedule: ScheduleInfo, zone: string, now: Micros): string | null {
  switch (schedule.health) {
    case "overdue":
      return [
        schedule.next !== null && schedule.next <= now
          ? t`Should have run at ${formatMoment(schedule.next, zone)} and did not.`
          : t`Should have run and did not.`,
        schedule.missed > 1
          ? schedule.missed_more
            ? t`More than ${formatRuns(schedule.missed)} missed.`
            : t`${formatRuns(schedule.missed)} missed.`
          : "",
      ]
        .join(" ")
        .trimEnd();
    case "retrying":
    case "broken":
      return [failedWords(schedule), retryWords(schedule.open, now)].join(" ").trimEnd();
    default:
      // One moment that is passed over was skipped by somebody; many are more likely a clock that was wrong.
      return schedule.passed_over !== null && schedule.passed_over[1] > 1 ? passedOverWords(schedule, zone) : null;
  }
}

/** That moments in the future are passed over; `null`: none are. */
export function passedOverWords({ passed_over, enabled }: ScheduleInfo, zone: string): string | null {
  if (passed_over === null || !enabled) return null;
  const [until] = passed_over;
  return t`Nothing runs until ${formatMoment(until, zone)}: what is due before was skipped, or was run for while the clock was ahead.`;
}

/** `Next attempt in 4 min.`; empty where it is not known. */
export function retryWords(run: RunInfo | null, now: Micros): string {
  const at = run?.schedule?.retry_at ?? null;
  if (at === null) return "";
  return at <= now ? t`The next attempt is due.` : t`Next attempt ${formatAgo(at, now)}.`;
}

/** Whether somebody stopped a run: it waits for no attempt of its own. */
export function isStopped({ state, error, schedule }: RunInfo): boolean {
  return state === "waiting" && error === null && schedule !== null && schedule.retry_at === null;
}

/** What becomes of a run that somebody stopped. */
export const STOPPED = t`Stopped. It goes on when the schedule runs next, or with Run now; nothing is written twice.`;

/** What is wrong with schedules, in one line; `null`: nothing. */
export function scheduleTrouble(schedules: readonly ScheduleInfo[]): string | null {
  const troubled = schedules.filter(({ health }) => HEALTH[health].kind === "bad");
  const [first, ...more] = troubled;
  if (!first) return null;
  const trouble = `${first.setup.name}: ${HEALTH[first.health].text.toLowerCase()}`;
  return more.length === 0 ? trouble : t`${trouble}, and ${more.length} more`;
}

/** What the last run of a schedule came to, in a few words; the newest first, committed or not. */
export function lastRunOf({ open, last }: ScheduleInfo): RunInfo | null {
  return open ?? last;
}

function failedWords({ failures, open }: ScheduleInfo): string {
  const count = formatCount(failures);
  const why = failureWords(open);
  return plural(failures, { one: `Failed once: ${why}.`, other: `Failed ${count} times in a row: ${why}.` });
}

function failureWords(run: RunInfo | null): string {
  if (run === null) return t`no run ended well`;
  return run.error === null ? RUN_STATES[run.state].text : ERRORS[run.error.code].title;
}
