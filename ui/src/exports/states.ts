import type { RunInfo } from "../bindings/RunInfo";
import type { RunState } from "../bindings/RunState";

export const RUN_STATES: Record<RunState, { text: string; kind: "plain" | "good" | "warning" | "bad" | "active" }> = {
  running: { text: "Running", kind: "active" },
  done: { text: "Done", kind: "good" },
  empty: { text: "Nothing matched", kind: "plain" },
  failed: { text: "Failed", kind: "bad" },
  cancelled: { text: "Cancelled", kind: "plain" },
  interrupted: { text: "Interrupted", kind: "warning" },
};

/** The key of a run's object; how many more there are. */
export function runKey(run: RunInfo): string {
  const [first, ...more] = run.objects;
  if (!first) return "";
  return more.length === 0 ? first.key : `${first.key} and ${more.length} more`;
}

/** What the core allows as an export's name: it becomes part of the key. */
export function exportNameProblem(name: string): string | null {
  if (name.length > 100) return "At most 100 characters.";
  return /^[A-Za-z0-9._-]*$/.test(name) ? null : "Letters, digits, dot, underscore and hyphen only.";
}
