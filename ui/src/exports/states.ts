import { t } from "@lingui/core/macro";
import type { RunInfo } from "../bindings/RunInfo";
import type { RunReason } from "../bindings/RunReason";
import type { RunState } from "../bindings/RunState";
import { formatCount } from "../numbers";

/** A state in a word, and how good that is. */
export interface StateWords {
  text: string;
  kind: "plain" | "good" | "warning" | "bad" | "active";
}

export const RUN_STATES: Record<RunState, StateWords> = {
  running: { text: t`Running`, kind: "active" },
  waiting: { text: t`Waiting`, kind: "warning" },
  done: { text: t`Done`, kind: "good" },
  empty: { text: t`Nothing matched`, kind: "plain" },
  failed: { text: t`Failed`, kind: "bad" },
  cancelled: { text: t`Cancelled`, kind: "plain" },
  interrupted: { text: t`Interrupted`, kind: "warning" },
};

/** Why a scheduled run ran. */
export const RUN_REASONS: Record<RunReason, string> = {
  due: t`Due`,
  missed: t`Caught up`,
  asked: t`Run now`,
  backfill: t`Back-fill`,
};

/** The key of a run's object; how many more there are. */
export function runKey(run: RunInfo): string {
  const [first, ...more] = run.objects;
  if (!first) return "";
  return more.length === 0 ? first.key : t`${first.key} and ${more.length} more`;
}

/** `Places 1 to 2,000`: the range is half-open; people count to the last one. */
export function ledgerRange(from: number, until: number): string {
  return until <= from ? t`Nothing` : t`Places ${formatCount(from)} to ${formatCount(until - 1)}`;
}

/** What the core allows as an export's name: it becomes part of the key. */
export function exportNameProblem(name: string): string | null {
  if (name.length > 100) return t`At most 100 characters.`;
  return /^[A-Za-z0-9._-]*$/.test(name) ? null : t`Letters, digits, dot, underscore and hyphen only.`;
}
