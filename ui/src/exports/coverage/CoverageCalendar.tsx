import { t } from "@lingui/core/macro";
import { useState } from "react";
import type { Coverage } from "../../bindings/Coverage";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Disclosure, ErrorPanel, Loading } from "../../parts";
import { useQueryOf } from "../../rpc";
import { nowMicros, type Micros } from "../../time";
import { BackfillBar } from "./BackfillBar";
import { hourOf, monthOf, readOf, spanOf, type Chosen } from "./calendar";
import { CoverageTable } from "./CoverageTable";
import { HourGrid } from "./HourGrid";
import { Legend } from "./Legend";
import { MonthStrip } from "./MonthStrip";
import "./coverage.css";

/** What a schedule covers, hour by hour of the events: a month at a time, with the year before it in view. */
export function CoverageCalendar({ schedule }: { schedule: ScheduleInfo }) {
  // The last month of those that are read; the month on show is one of them.
  const [last, setLast] = useState(() => monthOf(nowMicros()));
  const coverage = useQueryOf(
    "schedule_coverage",
    { id: schedule.id, ...readOf(last) },
    { placeholderData: (before) => before },
  );
  if (coverage.isPending) return <Loading what={t`Counting…`} />;
  if (coverage.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={coverage.error} actions={{ retry: () => void coverage.refetch() }} />
      </div>
    );
  }
  return <Calendar schedule={schedule} coverage={coverage.data} last={last} onLast={setLast} />;
}

interface CalendarProps {
  schedule: ScheduleInfo;
  coverage: Coverage;
  last: Micros;
  onLast: (month: Micros) => void;
}

function Calendar({ schedule, coverage, last, onLast }: CalendarProps) {
  const [month, setMonth] = useState(last);
  const [current, setCurrent] = useState(() => startOf(last));
  const [chosen, setChosen] = useState<Chosen | null>(null);

  function show(next: Micros): void {
    const { from, until } = readOf(last);
    if (next < from) onLast(monthOf(next, 6));
    if (next >= until) onLast(next);
    setMonth(next);
    setCurrent(startOf(next));
    setChosen(null);
  }

  return (
    <div className="coverage">
      <MonthStrip coverage={coverage} month={month} last={last} onMonth={show} />
      <Legend />
      <HourGrid
        coverage={coverage}
        month={month}
        current={current}
        chosen={chosen}
        onCurrent={setCurrent}
        onChosen={setChosen}
        onMonth={(by) => show(monthOf(month, by))}
      />
      <BackfillBar
        schedule={schedule}
        coverage={coverage}
        span={chosen && spanOf(chosen)}
        current={current}
        onDone={() => setChosen(null)}
      />
      <Disclosure title={t`Days as a table`}>
        <CoverageTable coverage={coverage} month={month} />
      </Disclosure>
    </div>
  );
}

// The keyboard begins at what is newest, not at hours that are still to come.
function startOf(month: Micros): Micros {
  const now = hourOf(nowMicros());
  return monthOf(now) === month ? now : month;
}
