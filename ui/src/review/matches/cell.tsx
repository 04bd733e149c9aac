import { t } from "@lingui/core/macro";
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
export const MATCH_WIDTH = 250;

/** Characters before the match that its column has room for. */
const BEFORE = 8;

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
  request_headers: t`request headers`,
  request: t`request`,
  mutated_request: t`changed request`,
  response_headers: t`response headers`,
  response: t`response`,
  original_response: t`original response`,
  webhooks: t`webhooks`,
  raw_event: t`event`,
  context: t`context`,
};

/** Where a row has the texts that its columns do not show. */
export function MatchCell({ match, fields }: { match: EntryMatches; fields: ReadonlyMap<Field, FieldInfo> }) {
  const [part] = match.parts;
  if (!part) {
    const [field] = match.fields;
    return field === undefined ? null : <span className="match-where">{fields.get(field)?.label ?? field}</span>;
  }
  const where = wordsOf(part.part);
  // It is behind a reason.
  if (part.snippet === "") return <span className="match-where">{t`${where} (hidden)`}</span>;
  const spans = apart(part.ranges.map(([from, to]) => ({ from, to })));
  const start = startOf(part.snippet, spans[0]?.from ?? 0);
  const shown = start === 0 ? part.snippet : `…${part.snippet.slice(start)}`;
  const moved = start === 0 ? 0 : start - 1;
  return (
    <span
      className="cut"
      title={`${part.snippet}\n${t`Found in: ${match.parts.map((found) => wordsOf(found.part)).join(", ")}`}`}
    >
      <span className="match-where">{where}</span>{" "}
      <bdi className="match-snippet">
        <MarkedAt text={shown} spans={spans.map(({ from, to }) => ({ from: from - moved, to: to - moved }))} />
      </bdi>
    </span>
  );
}

function wordsOf(part: PartName | null): string {
  return part === null ? t`record` : PART_WORDS[part];
}

/** Where the column begins to show a snippet, so that the match is in sight. Never between the two halves of a character. */
export function startOf(snippet: string, match: number): number {
  // The sign for what is left out takes the place of one character.
  const start = match - BEFORE;
  if (start <= 1) return 0;
  const unit = snippet.charCodeAt(start);
  return unit >= 0xdc00 && unit <= 0xdfff ? start - 1 : start;
}
