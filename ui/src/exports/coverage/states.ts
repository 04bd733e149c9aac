import { t } from "@lingui/core/macro";
import type { CoverageState } from "../../bindings/CoverageState";
import type { CoveredHour } from "../../bindings/CoveredHour";
import { formatEntries } from "../../counts";
import { formatCount } from "../../numbers";

interface Words {
  text: string;
  /** What stands in the cell, so that the colour is not the only sign. */
  mark: string;
  help: string;
}

/** In the order of the legend. */
export const COVERAGE_STATES: Record<CoverageState, Words> = {
  exported: { text: t`Exported`, mark: "✓", help: t`All of it, by the run of its time.` },
  late: { text: t`Late`, mark: "L", help: t`All of it, some by later runs.` },
  waiting: { text: t`Waiting`, mark: "…", help: t`Some of it waits for the next run.` },
  failed: { text: t`Failed`, mark: "×", help: t`Some of it belongs to a run that failed.` },
  before: {
    text: t({ message: "Before", context: "state of hours" }),
    mark: "B",
    help: t`Some of it is from before the schedule's beginning and was not filled in.`,
  },
  no_data: { text: t`No data`, mark: "", help: t`Nothing matches.` },
};

/** `Late: 1,204 entries, 1,204 exported, 3 of them late` */
export function hourWords({ state, entries, exported, late }: CoveredHour): string {
  const { text } = COVERAGE_STATES[state];
  if (entries === 0) return text;
  const parts = [
    formatEntries(entries),
    t`${formatCount(exported)} exported`,
    late === 0 ? "" : t`${formatCount(late)} of them late`,
  ];
  return `${text}: ${parts.filter((part) => part !== "").join(", ")}`;
}
