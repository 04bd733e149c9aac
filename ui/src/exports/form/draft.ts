import type { Beginning } from "../../bindings/Beginning";
import type { CatchUp } from "../../bindings/CatchUp";
import type { ScheduleSetup } from "../../bindings/ScheduleSetup";
import type { StartExport } from "../../bindings/StartExport";
import type { ViewUse } from "../../bindings/ViewUse";
import type { Micros } from "../../time";
import { outputDraftOf, outputOf, type OutputDraft } from "../output/draft";
import { exportNameProblem } from "../states";
import { recurrenceDraftOf, recurrenceOf, type RecurrenceDraft } from "./recurrence";

/** The form of an export, once or on a schedule, while it is filled in. */
export interface ExportDraft {
  name: string;
  filter: string;
  /** The saved view that the filter is copied from. */
  view: ViewUse | null;
  /** `null`: the first one there is. */
  destination: number | null;
  output: OutputDraft;
  allowEmpty: boolean;
  isScheduled: boolean;
  recurrence: RecurrenceDraft;
  zone: string;
  catchUp: CatchUp;
  beginning: Beginning["from"];
  /** The moment of `since`. */
  since: Micros | null;
}

/** An empty form: an export of a filter, once. */
export function emptyDraft(filter: string, zone: string): ExportDraft {
  return {
    name: "audit-log",
    filter,
    view: null,
    destination: null,
    output: outputDraftOf(null),
    allowEmpty: false,
    isScheduled: false,
    recurrence: recurrenceDraftOf(null),
    zone,
    catchUp: "together",
    beginning: "everything",
    since: null,
  };
}

/** The form of a schedule that is there already. */
export function draftOf(setup: ScheduleSetup): ExportDraft {
  return {
    ...emptyDraft(setup.filter, setup.zone),
    name: setup.name,
    view: setup.view,
    destination: setup.destination,
    output: outputDraftOf(setup.output),
    allowEmpty: setup.allow_empty,
    isScheduled: true,
    recurrence: recurrenceDraftOf(setup.recurrence),
    catchUp: setup.catch_up,
  };
}

/** The form of a second schedule like one that is there, with a name that no other one has. */
export function copyOf(setup: ScheduleSetup, names: readonly string[]): ExportDraft {
  return { ...draftOf(setup), name: copyName(setup.name, names) };
}

/** `daily-2`, `daily-3`, …: the first that is free. */
export function copyName(name: string, names: readonly string[]): string {
  const stem = name.replace(/-\d+$/, "");
  let count = 2;
  while (names.includes(`${stem}-${count}`)) count += 1;
  return `${stem}-${count}`;
}

/** The one-time export that the form describes; `null` while something in it is missing. */
export function exportOf(draft: ExportDraft, destination: number | null, zone: string): StartExport | null {
  const output = outputOf(draft.output);
  if (destination === null || output === null || !isNamed(draft)) return null;
  return { name: draft.name, filter: draft.filter, zone, destination, output, allow_empty: draft.allowEmpty };
}

/** The schedule that the form describes; `null` while something in it is missing. */
export function setupOf(draft: ExportDraft, destination: number | null): ScheduleSetup | null {
  const output = outputOf(draft.output);
  const recurrence = recurrenceOf(draft.recurrence);
  if (destination === null || output === null || recurrence === null || !isNamed(draft)) return null;
  return {
    name: draft.name,
    filter: draft.filter,
    view: draft.view,
    zone: draft.zone,
    destination,
    output,
    recurrence,
    catch_up: draft.catchUp,
    allow_empty: draft.allowEmpty,
  };
}

/** Where a new schedule begins; `null` while the day is missing. */
export function beginningOf(draft: ExportDraft): Beginning | null {
  if (draft.beginning !== "since") return { from: draft.beginning };
  return draft.since === null ? null : { from: "since", at: draft.since };
}

function isNamed({ name }: ExportDraft): boolean {
  return name !== "" && exportNameProblem(name) === null;
}
