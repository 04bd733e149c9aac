import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { GridColumn } from "../../bindings/GridColumn";
import { OutcomePill, RowMarks, ToolErrorBadge } from "../marks";
import { visible } from "../visible";
import { NUMERIC, cellText, cellTitle } from "./columns";

/** The element id of a cell, for `aria-activedescendant`. */
export function cellId(rank: number, column: number): string {
  return `cell-${rank}-${column}`;
}

interface Props {
  row: EntryRow | undefined;
  rank: number;
  columns: readonly GridColumn[];
  zone: string;
  /** The active column where this is the active row. */
  activeColumn: number | null;
}

/** One row. Events are handled by the grid, which finds row and column by the data attributes. */
export function GridRow({ row, rank, columns, zone, activeColumn }: Props) {
  const kind = row === undefined ? "waiting" : row.state;
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
      {columns.map(({ field, width }, column) => (
        <div
          key={field}
          role="gridcell"
          id={cellId(rank, column)}
          aria-colindex={column + 2}
          data-column={column}
          className={`grid-cell ${NUMERIC.has(field) ? "numeric" : ""} ${column === activeColumn ? "current" : ""}`}
          style={{ width }}
        >
          {row ? <CellContent row={row} field={field} zone={zone} /> : <span className="grid-bone" />}
        </div>
      ))}
    </div>
  );
}

function CellContent({ row, field, zone }: { row: EntryRow; field: Field; zone: string }) {
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
            <bdi>{visible(text)}</bdi>
          </span>
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
