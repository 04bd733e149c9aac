import { createPortal } from "react-dom";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { Sort } from "../../bindings/Sort";
import type { ViewOpened } from "../../bindings/ViewOpened";
import { formatCount, formatCountOf } from "../../numbers";
import { Button, Dialog, ErrorPanel, Loading } from "../../parts";
import { useQueryOf } from "../../rpc";
import { formatMoment, nowMicros } from "../../time";
import { cellText, NUMERIC } from "../grid/columns";
import { visible } from "../visible";

/** Rows that go to paper: some 30 pages. For more there are exports. */
const ROWS_MOST = 1000;

interface Props {
  view: ViewOpened;
  filter: string;
  sort: Sort;
  columns: readonly GridColumn[];
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  onClose: () => void;
}

/** The view as a sheet, and a way to print it. */
export function PrintView(props: Props) {
  const { view, onClose } = props;
  const { data, error } = useQueryOf(
    "view_page",
    { view: view.view, offset: 0, limit: ROWS_MOST },
    { staleTime: 0, gcTime: 0 },
  );
  const sheet = data && <Sheet {...props} rows={data.rows} />;
  return (
    <Dialog
      title="Print this view"
      size="full"
      isText
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button kind="primary" icon="print" isDisabled={!data} onPress={() => window.print()}>
            Print
          </Button>
        </>
      }
    >
      {error ? <ErrorPanel error={error} /> : (sheet ?? <Loading />)}
      {/* Paper gets the sheet alone. */}
      {sheet && createPortal(<div className="print-only landscape">{sheet}</div>, document.body)}
    </Dialog>
  );
}

function Sheet({ view, filter, sort, columns, fields, zone, rows }: Props & { rows: readonly EntryRow[] }) {
  const label = (field: Field) => fields.get(field)?.label ?? field;
  const order = `${label(sort.field)}, ${sort.descending ? "greatest or newest first" : "least or oldest first"}`;
  const least = view.complete ? "" : "at least ";
  const found = `${least}${formatCountOf(view.count, "entry", "entries")} of ${formatCount(view.total)}`;
  return (
    <article className="paper" aria-label="Entries on paper">
      <h2>Audit log entries</h2>
      <dl>
        <dt>Filter</dt>
        <dd className="mono">{filter || "every entry"}</dd>
        <dt>Found</dt>
        <dd>
          {found}
          {view.pending > 0 && `, ${formatCount(view.pending)} of them pending`}
          {rows.length < view.count && `; the first ${formatCount(rows.length)} are here`}
        </dd>
        <dt>Order</dt>
        <dd>{order}</dd>
        <dt>Time zone</dt>
        <dd>{zone}</dd>
        <dt>As of</dt>
        <dd>{formatMoment(nowMicros(), zone, 0)}</dd>
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">Entry</th>
            {columns.map(({ field }) => (
              <th key={field} scope="col" className={NUMERIC.has(field) ? "numeric" : undefined}>
                {label(field)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>{row.key}</td>
              {columns.map(({ field }) => (
                <td key={field} className={NUMERIC.has(field) ? "numeric" : undefined}>
                  <bdi>{visible(cellText(row, field, zone))}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}
