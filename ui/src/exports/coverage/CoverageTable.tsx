import { t } from "@lingui/core/macro";
import type { Coverage } from "../../bindings/Coverage";
import type { CoverageState } from "../../bindings/CoverageState";
import { Table, type TableColumn } from "../../parts";
import { formatCount } from "../../numbers";
import { formatDay, type Micros } from "../../time";
import { DAY, daysOf, sumOf, type Sum } from "./calendar";
import { COVERAGE_STATES } from "./states";

interface Day {
  day: Micros;
  sum: Sum;
}

const COLUMNS: readonly TableColumn<Day>[] = [
  { id: "day", title: t`Day (UTC)`, render: ({ day }) => formatDay(day, "UTC") },
  figure("entries", t`Entries`, ({ entries }) => entries),
  figure("exported", t`Exported`, ({ exported }) => exported),
  figure("late", t`Late`, ({ late }) => late),
  hours("waiting"),
  hours("failed"),
  hours("before"),
];

/** A month day by day, for those who read rather than look. */
export function CoverageTable({ coverage, month }: { coverage: Coverage; month: Micros }) {
  const days = daysOf(month)
    .map((day) => ({ day, sum: sumOf(coverage, day, day + DAY) }))
    .filter(({ sum }) => sum.entries > 0);
  return (
    <div className="table-frame">
      <Table
        label={t`Days`}
        columns={COLUMNS}
        rows={days}
        rowKey={({ day }) => day}
        rowText={({ day }) => formatDay(day, "UTC")}
        empty={t`Nothing matches in this month.`}
      />
    </div>
  );
}

function figure(id: string, title: string, of: (sum: Sum) => number): TableColumn<Day> {
  return { id, title, render: ({ sum }) => formatCount(of(sum)), numeric: true };
}

function hours(state: CoverageState): TableColumn<Day> {
  return figure(state, t`Hours ${COVERAGE_STATES[state].text.toLowerCase()}`, (sum) => sum.hours[state]);
}
