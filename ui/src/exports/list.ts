import type { RunInfo } from "../bindings/RunInfo";
import type { ScheduleInfo } from "../bindings/ScheduleInfo";
import { lastRunOf } from "./schedule/health";

/** A line of the list of exports: a schedule, or an export that somebody started once. */
export type ExportLine = { kind: "schedule"; schedule: ScheduleInfo } | { kind: "once"; run: RunInfo };

/** Schedules by name, then one-time exports, the newest first. Runs of schedules are with their schedule. */
export function exportLines(schedules: readonly ScheduleInfo[], runs: readonly RunInfo[]): ExportLine[] {
  return [
    ...schedules
      .toSorted((one, other) => one.setup.name.localeCompare(other.setup.name))
      .map((schedule): ExportLine => ({ kind: "schedule", schedule })),
    ...runs.filter(({ schedule }) => schedule === null).map((run): ExportLine => ({ kind: "once", run })),
  ];
}

/** Tells lines apart. */
export function lineKey(line: ExportLine): string {
  return line.kind === "schedule" ? `schedule ${line.schedule.id}` : `run ${line.run.id}`;
}

export function lineName(line: ExportLine): string {
  return line.kind === "schedule" ? line.schedule.setup.name : line.run.name;
}

/** The newest run of a line; `null`: a schedule that did not run yet. */
export function lineRun(line: ExportLine): RunInfo | null {
  return line.kind === "schedule" ? lastRunOf(line.schedule) : line.run;
}

/** Rows and bytes of all that a line wrote. */
export function lineTotals(line: ExportLine): [rows: number, bytes: number] {
  if (line.kind === "once") return [line.run.rows, line.run.bytes];
  const [, rows, bytes] = line.schedule.totals;
  return [rows, bytes];
}
