import { t } from "@lingui/core/macro";
import { formatCount } from "../../numbers";
import type { Sheet } from "../copy/sheet";

/** What a chart says, as a plain table. */
export function SheetTable({ sheet }: { sheet: Sheet }) {
  return (
    // A table that scrolls is reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-frame" tabIndex={0} role="region" aria-label={t`${sheet.title}, table`}>
      <table className="table usage-sheet">
        <thead>
          <tr>
            {sheet.columns.map((column, index) => (
              <th key={column} scope="col" className={index === 0 ? "table-column" : "table-column numeric"}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <tr key={String(row[0])}>
              {row.map((cell, index) =>
                index === 0 ? (
                  <th key={sheet.columns[index]} scope="row" className="table-cell">
                    {cell}
                  </th>
                ) : (
                  <td key={sheet.columns[index]} className="table-cell numeric">
                    {typeof cell === "number" ? formatCount(cell) : cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
