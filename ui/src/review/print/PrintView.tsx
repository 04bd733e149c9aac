import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { createPortal } from "react-dom";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { Sort } from "../../bindings/Sort";
import type { ViewOpened } from "../../bindings/ViewOpened";
import { formatEntries } from "../../counts";
import { formatCount } from "../../numbers";
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
      title={t`Print this view`}
      size="full"
      isText
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button kind="primary" icon="print" isDisabled={!data} onPress={() => window.print()}>
            <Trans>Print</Trans>
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
  const order = `${label(sort.field)}, ${sort.descending ? t`greatest or newest first` : t`least or oldest first`}`;
  const [count, total] = [formatEntries(view.count), formatCount(view.total)];
  const found = view.complete ? t`${count} of ${total}` : t`at least ${count} of ${total}`;
  return (
    <article className="paper" aria-label={t`Entries on paper`}>
      <h2>
        <Trans>Audit log entries</Trans>
      </h2>
      <dl>
        <dt>
          <Trans>Filter</Trans>
        </dt>
        <dd className="mono">{filter || t`every entry`}</dd>
        <dt>
          <Trans>Found</Trans>
        </dt>
        <dd>
          {found}
          {view.pending > 0 && t`, ${formatCount(view.pending)} of them pending`}
          {rows.length < view.count && t`; the first ${formatCount(rows.length)} are here`}
        </dd>
        <dt>
          <Trans>Order</Trans>
        </dt>
        <dd>{order}</dd>
        <dt>
          <Trans>Time zone</Trans>
        </dt>
        <dd>{zone}</dd>
        <dt>
          <Trans>As of</Trans>
        </dt>
        <dd>{formatMoment(nowMicros(), zone, 0)}</dd>
      </dl>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Entry</Trans>
            </th>
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
