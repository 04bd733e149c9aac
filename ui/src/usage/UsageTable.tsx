import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button as AriaButton } from "react-aria-components";
import type { SortDescriptor } from "react-aria-components";
import type { UsageFind } from "../bindings/UsageFind";
import type { UsageFinds } from "../bindings/UsageFinds";
import type { UsagePart } from "../bindings/UsagePart";
import type { UsageRow } from "../bindings/UsageRow";
import type { UsageSort } from "../bindings/UsageSort";
import type { UsageTable } from "../bindings/UsageTable";
import { formatCalls } from "../counts";
import { formatCount, formatDuration, formatShare } from "../numbers";
import { Button, Table, Tooltip, type TableColumn } from "../parts";
import { visible } from "../review/visible";
import { openReview } from "../router";
import { formatDay, formatMoment } from "../time";
import { CopyMenu } from "./charts/Chart";
import type { Sheet } from "./copy/sheet";
import { changeWords, TABLES } from "./words";

interface Props {
  table: UsageTable;
  /** Calls of the whole filter. */
  calls: number;
  compared: boolean;
  zone: string;
  onSort: (sort: UsageSort, descending: boolean) => void;
  onMore: () => void;
  onPart: (filter: string, parts: UsagePart[]) => void;
}

/** A table of figures: every heading sorts, every row and every count of errors leads to its entries. */
export function UsageTableSection({ table, calls, compared, zone, onSort, onMore, onPart }: Props) {
  const { ask, rows, distinct, absent } = table;
  const { title, one } = TABLES.find(({ by }) => by === ask.by) ?? { title: "", one: "" };
  if (distinct === 0 && table.silent.count === 0) return null;
  const most = Math.max(1, ...rows.map(({ here }) => here.calls));
  const part = (row: UsageRow, count: number, parts: UsagePart[], what: string) =>
    count === 0 ? (
      <span className="faint">0</span>
    ) : (
      <AriaButton
        className="usage-count"
        aria-label={t`${formatCount(count)} ${what} of ${row.label}`}
        onPress={() => onPart(row.filter, parts)}
      >
        {formatCount(count)}
      </AriaButton>
    );
  const columns: TableColumn<UsageRow>[] = [
    { id: "name", title: one, sorts: true, render: (row) => <Name row={row} /> },
    {
      id: "calls",
      title: t`Calls`,
      sorts: true,
      numeric: true,
      width: "92px",
      render: ({ here }) => (
        <span className="usage-bar" style={{ "--share": `${(here.calls / most) * 100}%` } as React.CSSProperties}>
          {formatCount(here.calls)}
        </span>
      ),
    },
    {
      id: "share",
      title: t`Share`,
      numeric: true,
      width: "60px",
      render: ({ here }) => formatShare(here.calls, calls),
    },
    ...(compared
      ? [
          {
            id: "change",
            title: t`Change`,
            sorts: true,
            numeric: true,
            width: "76px",
            render: ({ here, there }: UsageRow) => changeWords(here.calls, there?.calls),
          },
        ]
      : []),
    {
      id: "errors",
      title: t`Errors`,
      sorts: true,
      numeric: true,
      width: "68px",
      render: (row) => part(row, row.here.errors, [{ kind: "errors" }], t`errors`),
    },
    {
      id: "denied",
      title: t`Denied`,
      sorts: true,
      numeric: true,
      width: "72px",
      render: (row) => part(row, row.here.denied, [{ kind: "outcome", outcome: "denied" }], t`denied calls`),
    },
    {
      id: "timeouts",
      title: t`Timeouts`,
      sorts: true,
      numeric: true,
      width: "88px",
      render: (row) => part(row, row.here.timeouts, [{ kind: "outcome", outcome: "timeout" }], t`timeouts`),
    },
    {
      id: "tool_errors",
      title: t`Tool errors`,
      sorts: true,
      numeric: true,
      width: "100px",
      render: (row) => part(row, row.here.tool_errors, [{ kind: "tool_errors" }], t`tool errors`),
    },
    { id: "p50", title: "p50", sorts: true, numeric: true, width: "72px", render: ({ here }) => time(here.p50) },
    { id: "p90", title: "p90", sorts: true, numeric: true, width: "72px", render: ({ here }) => time(here.p90) },
    { id: "p99", title: "p99", sorts: true, numeric: true, width: "72px", render: ({ here }) => time(here.p99) },
    { id: "max", title: t`Longest`, sorts: true, numeric: true, width: "88px", render: ({ here }) => time(here.max) },
    ...(ask.by === "user"
      ? []
      : [
          {
            id: "users",
            title: t`Users`,
            sorts: true,
            numeric: true,
            width: "64px",
            render: ({ here }: UsageRow) => formatCount(here.users),
          },
        ]),
    {
      id: "first_seen",
      title: t`First seen`,
      sorts: true,
      width: "94px",
      render: (row) => <span title={formatMoment(row.first_seen, zone)}>{formatDay(row.first_seen, zone)}</span>,
    },
    {
      id: "last_seen",
      title: t`Last seen`,
      sorts: true,
      width: "94px",
      render: (row) => <span title={formatMoment(row.last_seen, zone)}>{formatDay(row.last_seen, zone)}</span>,
    },
  ];
  const sort: SortDescriptor = { column: ask.sort, direction: ask.descending ? "descending" : "ascending" };
  const sheet = sheetOf(table, title, one, calls, compared, zone);
  return (
    <section className="usage-table" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        <span className="quiet">{formatCount(distinct)}</span>
        {absent > 0 && (
          <Button kind="quiet" onPress={() => openReview(table.absent_filter)}>
            <Trans>{formatCalls(absent)} without</Trans>
          </Button>
        )}
        <span className="grow" />
        <CopyMenu sheet={sheet} drawing={null} />
      </div>
      {rows.length > 0 && (
        <div className="usage-table-frame">
          <Table
            label={title}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.filter}
            rowText={(row) => row.label}
            sort={sort}
            onSort={({ column }) => {
              const next = column as UsageSort;
              // Names begin with A, figures with the greatest.
              onSort(next, next === ask.sort ? !ask.descending : next !== "name");
            }}
            onAction={(row) => openReview(row.filter)}
          />
        </div>
      )}
      {rows.length < distinct && (
        <p className="row quiet">
          <Trans>
            The first {formatCount(rows.length)} of {formatCount(distinct)}
          </Trans>
          <Button kind="quiet" onPress={onMore}>
            <Trans>Show more</Trans>
          </Button>
        </p>
      )}
      <Finds title={t`New in this span`} finds={table.fresh} zone={zone} />
      <Finds title={compared ? t`Silent: on the other side only` : t`Silent`} finds={table.silent} zone={zone} />
    </section>
  );
}

function time(micros: number | null): string {
  return micros === null ? "–" : formatDuration(micros);
}

function Name({ row }: { row: UsageRow }) {
  const more = row.names.length > 1 ? row.names.map(visible).join(", ") : visible(row.label);
  return (
    <Tooltip text={row.within === null ? more : t`${more} on ${visible(row.within)}`}>
      <AriaButton className="usage-name cut" onPress={() => openReview(row.filter)}>
        <bdi>{visible(row.label)}</bdi>
        {row.within !== null && <span className="faint"> {visible(row.within)}</span>}
        {row.fresh && (
          <span className="usage-new">
            <Trans>new</Trans>
          </span>
        )}
        {row.names.length > 2 && (
          <span className="faint">
            {" "}
            <Trans>+{row.names.length - 1} names</Trans>
          </span>
        )}
      </AriaButton>
    </Tooltip>
  );
}

function Finds({ title, finds, zone }: { title: string; finds: UsageFinds; zone: string }) {
  if (finds.count === 0) return null;
  const words = (find: UsageFind) =>
    t`${formatCalls(find.calls)}, first seen ${formatMoment(find.first_seen, zone)}, last seen ${formatMoment(find.last_seen, zone)}`;
  return (
    <p className="usage-finds">
      <span className="quiet">
        {title} ({formatCount(finds.count)}):
      </span>
      {finds.finds.map((find) => (
        <Tooltip key={find.filter} text={words(find)}>
          <AriaButton className="usage-find" onPress={() => openReview(find.filter)}>
            <bdi>{visible(find.label)}</bdi>
          </AriaButton>
        </Tooltip>
      ))}
      {finds.count > finds.finds.length && (
        <span className="quiet">
          <Trans>and {formatCount(finds.count - finds.finds.length)} more</Trans>
        </span>
      )}
    </p>
  );
}

/** All that the table says, in plain figures. */
function sheetOf(
  { rows, ask }: UsageTable,
  title: string,
  one: string,
  calls: number,
  compared: boolean,
  zone: string,
): Sheet {
  const within = ask.by === "tool" || ask.by === "resource" || ask.by === "prompt";
  return {
    title,
    columns: [
      one,
      ...(within ? [t`Server`] : []),
      t`Calls`,
      t`Share`,
      ...(compared ? [t`Compared calls`] : []),
      t`Errors`,
      t`Failures`,
      t`Denied`,
      t`Timeouts`,
      t`Unknown`,
      t`Tool errors`,
      "p50 (µs)",
      "p90 (µs)",
      "p99 (µs)",
      t`Longest (µs)`,
      t`Users`,
      t`First seen`,
      t`Last seen`,
    ],
    rows: rows.map(({ label, within: server, here, there, first_seen, last_seen }) => [
      label,
      ...(within ? [server ?? ""] : []),
      here.calls,
      formatShare(here.calls, calls),
      ...(compared ? [there?.calls ?? 0] : []),
      here.errors,
      here.failures,
      here.denied,
      here.timeouts,
      here.unknown,
      here.tool_errors,
      here.p50,
      here.p90,
      here.p99,
      here.max,
      here.users,
      formatMoment(first_seen, zone),
      formatMoment(last_seen, zone),
    ]),
  };
}
