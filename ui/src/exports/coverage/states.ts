import type { CoverageState } from "../../bindings/CoverageState";
import type { CoveredHour } from "../../bindings/CoveredHour";
import { formatCount, formatCountOf } from "../../numbers";

interface Words {
  text: string;
  /** What stands in the cell, so that the colour is not the only sign. */
  mark: string;
  help: string;
}

/** In the order of the legend. */
export const COVERAGE_STATES: Record<CoverageState, Words> = {
  exported: { text: "Exported", mark: "✓", help: "All of it, by the run of its time." },
  late: { text: "Late", mark: "L", help: "All of it, some by later runs." },
  waiting: { text: "Waiting", mark: "…", help: "Some of it waits for the next run." },
  failed: { text: "Failed", mark: "×", help: "Some of it belongs to a run that failed." },
  before: {
    text: "Before",
    mark: "B",
    help: "Some of it is from before the schedule's beginning and was not filled in.",
  },
  no_data: { text: "No data", mark: "", help: "Nothing matches." },
};

/** `Late: 1,204 entries, 1,204 exported, 3 of them late` */
export function hourWords({ state, entries, exported, late }: CoveredHour): string {
  const { text } = COVERAGE_STATES[state];
  if (entries === 0) return text;
  const parts = [
    formatCountOf(entries, "entry", "entries"),
    `${formatCount(exported)} exported`,
    late === 0 ? "" : `${formatCount(late)} of them late`,
  ];
  return `${text}: ${parts.filter((part) => part !== "").join(", ")}`;
}
