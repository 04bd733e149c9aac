import { t } from "@lingui/core/macro";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { GridColumn } from "../../bindings/GridColumn";
import { formatNotes } from "../../counts";
import { formatCount, formatDuration } from "../../numbers";
import { formatWall } from "../../time";
import { FLAGS } from "../flags";
import { dispositionInfo } from "../said/dispositions";

/** The narrowest and the widest a column gets, in CSS pixels. */
export const LEAST_WIDTH = 48;
export const MOST_WIDTH = 1200;

/** The columns of someone who never chose any. */
export const DEFAULT_COLUMNS: readonly GridColumn[] = [
  { field: "time", width: 192 },
  { field: "actor", width: 132 },
  { field: "operation", width: 118 },
  { field: "server", width: 140 },
  { field: "target", width: 176 },
  { field: "outcome", width: 92 },
  { field: "status", width: 72 },
  { field: "duration", width: 92 },
  { field: "client", width: 130 },
];

/** How wide a column is when it is first chosen. */
export function initialWidth(field: Field): number {
  const known = DEFAULT_COLUMNS.find((column) => column.field === field);
  if (known) return known.width;
  return (
    ({ recorded: 192, error: 260, user_agent: 200, seq: 84, state: 84, payload: 92 } as Partial<Record<Field, number>>)[
      field
    ] ?? 130
  );
}

/** Columns whose figures stand at the right. */
export const NUMERIC: ReadonlySet<Field> = new Set<Field>(["status", "duration", "seq"]);

/** What a cell says in words, as it is shown and copied. Empty where there is no value. */
export function cellText(row: EntryRow, field: Field, zone: string): string {
  switch (field) {
    case "time":
      return formatWall(row.time, zone, 3);
    case "recorded":
      return formatWall(row.recorded, zone, 3);
    case "actor":
      return row.actor_name || row.actor_email || row.actor;
    case "server":
      return row.server_name || row.server;
    case "duration":
      return row.duration === null ? "" : formatDuration(row.duration);
    case "status":
      return row.status === null ? "" : String(row.status);
    case "seq":
      return row.seq === null ? "" : formatCount(row.seq);
    case "flag":
      return row.flags.map((flag) => FLAGS[flag].short).join(", ");
    case "disposition":
      return row.review.disposition === null ? "" : dispositionInfo(row.review.disposition).text;
    case "tag":
      return row.review.tags.join(", ");
    case "sample":
      return row.review.samples.join(", ");
    case "note":
      return row.review.notes === 0 ? "" : formatNotes(row.review.notes);
    default:
      return filterValue(row, field) ?? "";
  }
}

/** What a filter takes for the value of a cell; `null` where there is no value. Times and durations have other ways to refine by. */
export function filterValue(row: EntryRow, field: Field): string | null {
  const value = rawValue(row, field);
  return value === "" || value === null ? null : value;
}

function rawValue(row: EntryRow, field: Field): string | null {
  switch (field) {
    case "time":
    case "recorded":
    case "duration":
      return null;
    case "actor":
      return row.actor || row.actor_name || row.actor_email;
    case "server":
      return row.server || row.server_name;
    case "status":
      return row.status === null ? null : String(row.status);
    case "seq":
      return row.seq === null ? null : String(row.seq);
    case "tool_error":
      return row.tool_error === null ? null : row.tool_error ? "yes" : "no";
    case "flag":
      // A condition takes one value; more than one flag is no value to ask for.
      return row.flags.length === 1 ? (row.flags[0] ?? null) : null;
    case "disposition":
      return row.review.disposition;
    case "reviewer":
      return row.review.reviewer;
    case "tag":
      return row.review.tags.length === 1 ? (row.review.tags[0] ?? null) : null;
    case "sample":
      return row.review.samples.length === 1 ? (row.review.samples[0] ?? null) : null;
    case "note":
      return null;
    default:
      return row[field];
  }
}

/** More about a value than its cell shows: the id and the e-mail behind a name. */
export function cellTitle(row: EntryRow, field: Field, shown: string): string {
  if (field === "actor") return parts(shown, row.actor_email, row.actor === "" ? "" : t`id ${row.actor}`);
  if (field === "server") return parts(shown, row.server === "" ? "" : t`id ${row.server}`);
  if (field === "time" && row.time_by === "client")
    return `${shown}\n${t`Given by the client's clock, which may be wrong`}`;
  return shown;
}

function parts(...texts: string[]): string {
  return [...new Set(texts.filter((text) => text !== ""))].join("\n");
}

/** Brings a width into its bounds. */
export function clampWidth(width: number): number {
  return Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)));
}

/** The columns with one moved by some places. */
export function moveColumn(columns: readonly GridColumn[], from: number, by: number): GridColumn[] {
  const to = Math.min(columns.length - 1, Math.max(0, from + by));
  const column = columns[from];
  if (!column) return [...columns];
  return columns.toSpliced(from, 1).toSpliced(to, 0, column);
}

/** The columns with one taken away or put at the end. The last one stays. */
export function toggleColumn(columns: readonly GridColumn[], field: Field): GridColumn[] {
  const rest = columns.filter((column) => column.field !== field);
  if (rest.length === columns.length) return [...columns, { field, width: initialWidth(field) }];
  return rest.length === 0 ? [...columns] : rest;
}
