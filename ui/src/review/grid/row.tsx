import type { EntryMatches } from "../../bindings/EntryMatches";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { SearchText } from "../../bindings/SearchText";
import { DoubtBadges, OutcomePill, RowMarks, ToolErrorBadge } from "../marks";
import { MATCH_WIDTH, MatchCell } from "../matches/cell";
import { Marked } from "../matches/marked";
import { NUMERIC, cellText, cellTitle } from "./columns";

/** The element id of a cell, for `aria-activedescendant`. */
export function cellId(rank: number, column: number): string {
  return `cell-${rank}-${column}`;
}

interface Props {
  row: EntryRow | undefined;
  rank: number;
  columns: readonly GridColumn[];
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  /** The free texts of the filter, marked where they are. */
  texts: readonly SearchText[];
  /** Before which column stands what says where the texts are that no column shows; `null`: there is none. */
  matchAt: number | null;
  match: EntryMatches | undefined;
  /** The active column where this is the active row. */
  activeColumn: number | null;
}

/** One row. Events are handled by the grid, which finds row and column by the data attributes. */
export function GridRow({ row, rank, columns, fields, zone, texts, matchAt, match, activeColumn }: Props) {
  const kind = row === undefined ? "waiting" : row.state;
  const cells = columns.map(({ field, width }, column) => (
    <div
      key={field}
      role="gridcell"
      id={cellId(rank, column)}
      aria-colindex={column + (matchAt !== null && column >= matchAt ? 3 : 2)}
      data-column={column}
      className={`grid-cell ${NUMERIC.has(field) ? "numeric" : ""} ${column === activeColumn ? "current" : ""}`}
      style={{ width }}
    >
      {row ? <CellContent row={row} field={field} zone={zone} texts={texts} /> : <span className="grid-bone" />}
    </div>
  ));
  if (matchAt !== null) {
    const place = { width: MATCH_WIDTH };
    cells.splice(
      matchAt,
      0,
      <div key="match" role="gridcell" aria-colindex={matchAt + 2} className="grid-cell" style={place}>
        {match && <MatchCell match={match} fields={fields} />}
      </div>,
    );
  }
  return (
    <div
      role="row"
      className={`grid-row ${kind} ${activeColumn === null ? "" : "active"} ${rank % 2 === 1 ? "odd" : ""}`}
      aria-rowindex={rank + 2}
      aria-selected={activeColumn !== null}
      aria-busy={row === undefined}
      data-rank={rank}
    >
      <div role="gridcell" aria-colindex={1} className="grid-marks">
        {row && <RowMarks row={row} />}
      </div>
      {cells}
    </div>
  );
}

interface CellProps {
  row: EntryRow;
  field: Field;
  zone: string;
  texts: readonly SearchText[];
}

function CellContent({ row, field, zone, texts }: CellProps) {
  const text = cellText(row, field, zone);
  const title = cellTitle(row, field, text);
  switch (field) {
    case "outcome":
      return <OutcomePill outcome={row.outcome} />;
    case "tool_error":
      return row.tool_error === true ? <ToolErrorBadge /> : <span className="faint">{text}</span>;
    case "time":
    case "recorded":
      return <Moment text={text} title={title} guessed={field === "time" && row.time_by === "client"} />;
    default:
      return (
        <>
          <span className="cut" title={title}>
            {/* Isolated, so that a value with right-to-left letters does not turn its neighbours around. */}
            <bdi>
              <Marked text={text} texts={texts} />
            </bdi>
          </span>
          {field === "target" && <DoubtBadges flags={row.flags} />}
          {field === "target" && row.tool_error === true && <ToolErrorBadge />}
        </>
      );
  }
}

/** Day, time and milliseconds in three strengths: while reviewing, the seconds are what is compared. */
function Moment({ text, title, guessed }: { text: string; title: string; guessed: boolean }) {
  return (
    <span className="moment" title={title}>
      <span className="quiet">{text.slice(0, 10)}</span> {text.slice(11, 19)}
      <span className="faint">{text.slice(19)}</span>
      {guessed && <span className="moment-guessed">~</span>}
    </span>
  );
}
