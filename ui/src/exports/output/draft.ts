import type { Compression } from "../../bindings/Compression";
import type { Format } from "../../bindings/Format";
import type { Output } from "../../bindings/Output";
import { redactionDraftOf, redactionOf, type RedactionDraft } from "./redaction";

/** The form of what is written, while it is filled in. */
export interface OutputDraft {
  format: Format;
  compression: Compression;
  bom: boolean;
  payload: boolean;
  /** The chosen fields in their order; `null`: all of them. */
  fields: readonly string[] | null;
  /** The most rows of an object, as typed; empty: no limit. */
  splitRows: string;
  /** The most megabytes of an object, as typed; empty: no limit. */
  splitMegabytes: string;
  byDay: boolean;
  redactions: readonly RedactionDraft[];
}

const MEGABYTE = 1_000_000;

export function outputDraftOf(output: Output | null): OutputDraft {
  return {
    format: output?.format ?? "jsonl",
    compression: output?.compression ?? "none",
    bom: output?.bom ?? false,
    payload: output?.payload ?? true,
    fields: output && output.fields.length > 0 ? output.fields : null,
    splitRows: limitText(output?.split_rows ?? 0),
    splitMegabytes: limitText((output?.split_bytes ?? 0) / MEGABYTE),
    byDay: output?.by_day ?? false,
    redactions: (output?.redactions ?? []).map(redactionDraftOf),
  };
}

/** What the form says, for the core; `null` while something in it does not work. What does not go with the format is left out. */
export function outputOf(draft: OutputDraft): Output | null {
  const rows = typedRows(draft.splitRows);
  const bytes = typedMegabytes(draft.splitMegabytes);
  const redactions = draft.redactions.map(redactionOf);
  const known = redactions.filter((redaction) => redaction !== null);
  if (rows === undefined || bytes === undefined || known.length < redactions.length) return null;
  // No field at all is not all fields.
  if (draft.fields?.length === 0) return null;
  return {
    format: draft.format,
    compression: draft.format === "parquet" ? "none" : draft.compression,
    bom: draft.format === "csv" && draft.bom,
    fields: [...(draft.fields ?? [])],
    payload: draft.payload,
    split_rows: rows,
    split_bytes: bytes,
    by_day: draft.byDay,
    redactions: known,
  };
}

/** The form with or without payload; the chosen fields are those that there are then. */
export function withPayload(draft: OutputDraft, payload: boolean, offered: readonly string[]): Partial<OutputDraft> {
  return { payload, fields: draft.fields && draft.fields.filter((field) => offered.includes(field)) };
}

/** Whether something is set that stands behind "More". */
export function hasRareOutput(draft: OutputDraft): boolean {
  return (
    draft.fields !== null ||
    draft.splitRows !== "" ||
    draft.splitMegabytes !== "" ||
    draft.byDay ||
    draft.redactions.length > 0
  );
}

/** The limit of rows that was typed, 0 for none; `undefined` where it is no whole number above 0. */
export function typedRows(text: string): number | undefined {
  const typed = text.trim().replaceAll(/[\s,_]/g, "");
  if (typed === "") return 0;
  const rows = Number(typed);
  return Number.isSafeInteger(rows) && rows > 0 ? rows : undefined;
}

/** The limit of bytes of the megabytes that were typed, 0 for none; `undefined` where they are no number above 0. */
export function typedMegabytes(text: string): number | undefined {
  if (text.trim() === "") return 0;
  const bytes = Math.round(Number(text.trim()) * MEGABYTE);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

function limitText(limit: number): string {
  return limit === 0 ? "" : String(limit);
}
