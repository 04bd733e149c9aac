import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef, useState } from "react";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { Sort } from "../../bindings/Sort";
import { Icon } from "../../parts";
import { MATCH_WIDTH } from "../matches/cell";
import { NUMERIC, clampWidth, moveColumn } from "./columns";

interface Props {
  columns: readonly GridColumn[];
  fields: ReadonlyMap<Field, FieldInfo>;
  sort: Sort;
  /** Shown beside the headings of times: they are never without their zone. */
  zoneLabel: string;
  /** Before which column stands the one with matches; `null`: there is none. */
  matchAt: number | null;
  onSort: (field: Field) => void;
  onColumns: (columns: GridColumn[]) => void;
  /** Widths while a border is dragged, before they are stored. */
  onResizing: (columns: GridColumn[] | null) => void;
}

/** How far an arrow key moves the border of a column, in CSS pixels. */
const RESIZE_STEP = 16;

/**
 * The headings. One of them is in the tab order; arrow keys walk, Enter sorts, Shift with arrows resizes, Alt with arrows moves the column.
 */
export function GridHeader({ columns, fields, sort, zoneLabel, matchAt, onSort, onColumns, onResizing }: Props) {
  const [current, setCurrent] = useState(0);
  const head = useRef<HTMLDivElement>(null);
  const drag = useRef<{ column: number; from: number; width: number } | null>(null);
  const active = Math.min(current, columns.length - 1);

  function focus(column: number): void {
    const goal = Math.min(columns.length - 1, Math.max(0, column));
    setCurrent(goal);
    head.current?.querySelectorAll<HTMLElement>("[role=columnheader][data-column]")[goal]?.focus();
  }

  function resized(column: number, width: number): GridColumn[] {
    return columns.map((other, i) => (i === column ? { ...other, width: clampWidth(width) } : other));
  }

  function onKeyDown(event: React.KeyboardEvent, column: number, field: Field): void {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by !== 0 && event.shiftKey) onColumns(resized(column, (columns[column]?.width ?? 0) + by * RESIZE_STEP));
    else if (by !== 0 && event.altKey) {
      onColumns(moveColumn(columns, column, by));
      setCurrent(Math.min(columns.length - 1, Math.max(0, column + by)));
    } else if (by !== 0) focus(column + by);
    else if (event.key === "Enter" || event.key === " ") onSort(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const headings = columns.map(({ field, width }, column) => {
    const info = fields.get(field);
    const sorted = sort.field === field;
    const label = info?.label ?? field;
    return (
      <div
        key={field}
        role="columnheader"
        aria-colindex={column + (matchAt !== null && column >= matchAt ? 3 : 2)}
        aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : "none"}
        data-column={column}
        tabIndex={column === active ? 0 : -1}
        title={[
          info?.help ?? label,
          ...(info?.sortable ? [t`Click or Enter: sort`] : []),
          t`Shift + ← →: width · Alt + ← →: move`,
        ].join("\n")}
        className={`grid-heading ${NUMERIC.has(field) ? "numeric" : ""} ${sorted ? "sorted" : ""}`}
        style={{ width }}
        onClick={() => {
          setCurrent(column);
          if (info?.sortable) onSort(field);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || info?.sortable) onKeyDown(event, column, field);
        }}
      >
        <span className="cut">
          {label}
          {(field === "time" || field === "recorded") && <span className="grid-zone"> {zoneLabel}</span>}
        </span>
        {sorted && <Icon name={sort.descending ? "arrow-down" : "arrow-up"} size={13} />}
        <div
          className="grid-grip"
          aria-hidden
          onClick={(event) => event.stopPropagation()}
          onPointerDown={(event) => {
            event.stopPropagation();
            event.currentTarget.setPointerCapture(event.pointerId);
            drag.current = { column, from: event.clientX, width };
          }}
          onPointerMove={(event) => {
            const { current: dragged } = drag;
            if (dragged) onResizing(resized(dragged.column, dragged.width + event.clientX - dragged.from));
          }}
          onPointerUp={(event) => {
            const { current: dragged } = drag;
            drag.current = null;
            onResizing(null);
            if (dragged && event.clientX !== dragged.from) {
              onColumns(resized(dragged.column, dragged.width + event.clientX - dragged.from));
            }
          }}
          onPointerCancel={() => {
            drag.current = null;
            onResizing(null);
          }}
        />
      </div>
    );
  });
  if (matchAt !== null) {
    const place = { width: MATCH_WIDTH };
    headings.splice(
      matchAt,
      0,
      <div
        key="match"
        role="columnheader"
        aria-colindex={matchAt + 2}
        className="grid-heading"
        style={place}
        title={t`Where the text is, of entries that show it in no other column`}
      >
        <Trans>Match</Trans>
      </div>,
    );
  }
  return (
    <div ref={head} role="row" aria-rowindex={1} className="grid-head">
      <div role="columnheader" aria-colindex={1} className="grid-marks">
        <span className="visually-hidden">{t`Marks`}</span>
      </div>
      {headings}
    </div>
  );
}
