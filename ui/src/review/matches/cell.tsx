import type { EntryMatches } from "../../bindings/EntryMatches";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { PartName } from "../../bindings/PartName";
import type { SearchText } from "../../bindings/SearchText";
import { cellText } from "../grid/columns";
import { apart, findPlain } from "./find";
import { MarkedAt } from "./marked";

/** Width of the column that shows matches out of sight, in CSS pixels. */
export const MATCH_WIDTH = 280;

/** Where that column stands: after what was called, before how it ended. */
export function matchPlace(columns: readonly GridColumn[]): number {
  const target = columns.findIndex(({ field }) => field === "target");
  return target === -1 ? columns.length : target + 1;
}

/** Whether a row shows one of the texts in a column. */
export function showsMatch(
  row: EntryRow,
  columns: readonly GridColumn[],
  texts: readonly SearchText[],
  zone: string,
): boolean {
  return columns.some(({ field }) => !UNMARKED.has(field) && findPlain(cellText(row, field, zone), texts).length > 0);
}

/** Columns in which nothing is marked: free text is not looked for in them as they are shown. */
export const UNMARKED: ReadonlySet<Field> = new Set<Field>([
  "time",
  "recorded",
  "duration",
  "status",
  "seq",
  "outcome",
  "tool_error",
  "payload",
  "state",
  "kind",
]);

/** The parts of a payload in words. */
export const PART_WORDS: Record<PartName, string> = {
  request_headers: "request headers",
  request: "request",
  mutated_request: "changed request",
  response_headers: "response headers",
  response: "response",
  original_response: "original response",
  webhooks: "webhooks",
  raw_event: "event",
  context: "context",
};

/** Where a row has the texts that its columns do not show. */
export function MatchCell({ match, fields }: { match: EntryMatches; fields: ReadonlyMap<Field, FieldInfo> }) {
  const [part] = match.parts;
  if (!part) {
    const [field] = match.fields;
    return field === undefined ? null : <span className="match-where">{fields.get(field)?.label ?? field}</span>;
  }
  const where = part.part === null ? "record" : PART_WORDS[part.part];
  const all = match.parts.map((other) => (other.part === null ? "record" : PART_WORDS[other.part]));
  return (
    <span className="cut" title={`${part.snippet}\nFound in: ${all.join(", ")}`}>
      <span className="match-where">{where}</span>{" "}
      <bdi className="match-snippet">
        <MarkedAt text={part.snippet} spans={apart(part.ranges.map(([from, to]) => ({ from, to })))} />
      </bdi>
    </span>
  );
}
