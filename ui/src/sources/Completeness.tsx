import { useState } from "react";
import type { DayCount } from "../bindings/DayCount";
import type { GapSpan } from "../bindings/GapSpan";
import type { UnreadableRecord } from "../bindings/UnreadableRecord";
import { Ago, Badge, CodeBlock, Dialog, ErrorPanel, Facts, Loading, Moment, Table, type TableColumn } from "../parts";
import { formatBytes, formatCount } from "../numbers";
import { useQueryOf } from "../rpc";
import { dayVerdict, GAP_REASONS } from "./status";

const DAYS: readonly TableColumn<DayCount>[] = [
  { id: "day", title: "Day (UTC)", render: ({ day }) => day, width: "120px" },
  {
    id: "stated",
    title: "Stated by source",
    render: ({ stated }) => formatCount(stated),
    numeric: true,
    width: "150px",
  },
  { id: "held", title: "Held here", render: ({ held }) => formatCount(held), numeric: true, width: "110px" },
  {
    id: "verdict",
    title: "Result",
    render: (day) => {
      const { kind, text } = dayVerdict(day);
      return <Badge kind={kind}>{text}</Badge>;
    },
  },
  { id: "checked", title: "Compared", render: ({ checked }) => <Ago at={checked} />, width: "120px" },
];

const GAPS: readonly TableColumn<GapSpan>[] = [
  {
    id: "from",
    title: "From",
    render: ({ from }) => (from === null ? "The beginning" : <Moment at={from} />),
    width: "236px",
  },
  { id: "until", title: "Until", render: ({ until }) => <Moment at={until} />, width: "236px" },
  { id: "reason", title: "Why", render: ({ reason }) => GAP_REASONS[reason] },
];

const UNREADABLE: readonly TableColumn<UnreadableRecord>[] = [
  { id: "id", title: "Id", render: ({ id }) => (id === "" ? "Unknown" : id), width: "120px" },
  { id: "reason", title: "Why", render: ({ reason }) => reason },
  { id: "bytes", title: "Size", render: ({ bytes }) => formatBytes(bytes), numeric: true, width: "90px" },
  { id: "received", title: "Received", render: ({ received }) => <Ago at={received} />, width: "120px" },
];

/** Days, gaps and unreadable records of a source. */
export function Completeness({ source }: { source: number }) {
  const query = useQueryOf("source_completeness", { id: source });
  const [record, setRecord] = useState<UnreadableRecord | null>(null);
  if (query.isPending) return <Loading />;
  if (query.isError) return <ErrorPanel error={query.error} actions={{ retry: () => void query.refetch() }} />;
  const { days, gaps, unreadable } = query.data;
  return (
    <>
      {days.length === 0 ? (
        <p className="faint">Nothing has been compared yet. The first sync does.</p>
      ) : (
        <div className="table-frame">
          <Table label="Days" columns={DAYS} rows={days} rowKey={({ day }) => day} rowText={({ day }) => day} />
        </div>
      )}
      <h3>Gaps</h3>
      {gaps.length === 0 ? (
        <p className="faint">None known.</p>
      ) : (
        <div className="table-frame">
          <Table
            label="Gaps"
            columns={GAPS}
            rows={gaps}
            rowKey={({ from, until }) => `${from ?? ""} ${until}`}
            rowText={({ reason }) => GAP_REASONS[reason]}
          />
        </div>
      )}
      <h3>Unreadable records</h3>
      {unreadable.length === 0 ? (
        <p className="faint">
          None. What cannot be read would be kept here with its bytes and read again after an update.
        </p>
      ) : (
        <div className="table-frame">
          <Table
            label="Unreadable records"
            columns={UNREADABLE}
            rows={unreadable}
            rowKey={(row) => `${row.id} ${row.received} ${unreadable.indexOf(row)}`}
            rowText={({ id, reason }) => `${id} ${reason}`}
            onAction={setRecord}
          />
        </div>
      )}
      {record && (
        <Dialog title="Unreadable record" size="wide" isOpen onClose={() => setRecord(null)}>
          <Facts
            facts={[
              { label: "Id", value: record.id === "" ? "Unknown" : record.id },
              { label: "Why", value: record.reason },
              { label: "Received", value: <Moment at={record.received} /> },
              { label: "Size", value: formatBytes(record.bytes) },
            ]}
          />
          <CodeBlock label="record as received" text={record.start} />
          {record.bytes > record.start.length && <p className="faint">The first 2,000 characters are shown.</p>}
        </Dialog>
      )}
    </>
  );
}
