import {
  Cell,
  Column,
  Row,
  Table as AriaTable,
  TableBody,
  TableHeader,
  type Key,
  type SortDescriptor,
} from "react-aria-components";
import { Icon } from "./Icon";
import "./table.css";

export interface TableColumn<T> {
  id: string;
  title: string;
  render: (row: T) => React.ReactNode;
  /** Figures stand at the right. */
  numeric?: boolean;
  /** Its heading sorts. */
  sorts?: boolean;
  /** A CSS width; without one the column takes what is left. */
  width?: string;
}

interface Props<T> {
  /** Its accessible name. */
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => Key;
  /** What a screen reader and type-ahead take for the row. */
  rowText: (row: T) => string;
  /** Enter or a click on a row. */
  onAction?: (row: T) => void;
  /** The row that is shown beside the table. */
  current?: Key | null;
  empty?: React.ReactNode;
  /** The column that the rows are in the order of; whoever made the rows sorts them. */
  sort?: SortDescriptor;
  onSort?: (sort: SortDescriptor) => void;
}

/** A table of up to some hundred rows; arrow keys move, Enter opens. The entry grid is another part. */
export function Table<T extends object>({
  label,
  columns,
  rows,
  rowKey,
  rowText,
  onAction,
  current = null,
  empty,
  sort,
  onSort,
}: Props<T>) {
  return (
    <AriaTable
      aria-label={label}
      className={onAction ? "table active" : "table"}
      {...(sort && { sortDescriptor: sort })}
      {...(onSort && { onSortChange: onSort })}
      {...(onAction && {
        onRowAction: (key: Key) => {
          const row = rows.find((candidate) => rowKey(candidate) === key);
          if (row) onAction(row);
        },
      })}
    >
      <TableHeader>
        {columns.map((column, index) => (
          <Column
            key={column.id}
            id={column.id}
            isRowHeader={index === 0}
            allowsSorting={column.sorts === true}
            className={column.numeric ? "table-column numeric" : "table-column"}
            {...(column.width && { style: { width: column.width } })}
          >
            {({ sortDirection }) => (
              <>
                {column.title}
                {sortDirection && (
                  <Icon name={sortDirection === "ascending" ? "chevron-up" : "chevron-down"} size={12} />
                )}
              </>
            )}
          </Column>
        ))}
      </TableHeader>
      <TableBody renderEmptyState={() => <div className="table-empty">{empty}</div>}>
        {rows.map((row) => (
          <Row
            key={rowKey(row)}
            id={rowKey(row)}
            textValue={rowText(row)}
            className={current === rowKey(row) ? "table-row current" : "table-row"}
          >
            {columns.map((column) => (
              <Cell key={column.id} className={column.numeric ? "table-cell numeric" : "table-cell"}>
                {column.render(row)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </AriaTable>
  );
}
