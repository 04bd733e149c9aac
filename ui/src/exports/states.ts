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
  running: { text: "Running", kind: "active" },
  waiting: { text: "Waiting", kind: "warning" },
  done: { text: "Done", kind: "good" },
  empty: { text: "Nothing matched", kind: "plain" },
  failed: { text: "Failed", kind: "bad" },
  cancelled: { text: "Cancelled", kind: "plain" },
  interrupted: { text: "Interrupted", kind: "warning" },
};

/** Why a scheduled run ran. */
export const RUN_REASONS: Record<RunReason, string> = {
  due: "Due",
  missed: "Caught up",
  asked: "Run now",
  backfill: "Back-fill",
};

/** The key of a run's object; how many more there are. */
export function runKey(run: RunInfo): string {
  const [first, ...more] = run.objects;
  if (!first) return "";
  return more.length === 0 ? first.key : `${first.key} and ${more.length} more`;
}

/** `Places 1 to 2,000`: the range is half-open; people count to the last one. */
export function ledgerRange(from: number, until: number): string {
  return until <= from ? "Nothing" : `Places ${formatCount(from)} to ${formatCount(until - 1)}`;
}

/** What the core allows as an export's name: it becomes part of the key. */
export function exportNameProblem(name: string): string | null {
  if (name.length > 100) return "At most 100 characters.";
  return /^[A-Za-z0-9._-]*$/.test(name) ? null : "Letters, digits, dot, underscore and hyphen only.";
}
