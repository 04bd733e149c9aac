import type { SourceInfo } from "../bindings/SourceInfo";
import { Ago, Badge, Table, type TableColumn } from "../parts";
import { formatCount, formatSeconds } from "../numbers";
import { showSource } from "../router";
import { nowMicros } from "../time";
import { addressOf, platformName } from "./offers";
import { intervalWords, lagSeconds, sourceStatus } from "./status";

const COLUMNS: readonly TableColumn<SourceInfo>[] = [
  { id: "name", title: "Source", render: ({ name }) => <strong title={name}>{name}</strong> },
  {
    id: "state",
    title: "State",
    render: (source) => {
      const { kind, text } = sourceStatus(source);
      return <Badge kind={kind}>{text}</Badge>;
    },
    width: "158px",
  },
  { id: "platform", title: "Platform", render: ({ config }) => platformName(config), width: "112px" },
  {
    id: "address",
    title: "Address",
    render: ({ config }) => (
      <span className="mono" title={addressOf(config)}>
        {addressOf(config)}
      </span>
    ),
  },
  figure("entries", "Entries", "82px", ({ entries }) => entries),
  figure("pending", "Pending", "70px", ({ pending }) => pending),
  figure("unreadable", "Unreadable", "84px", ({ unreadable }) => unreadable, true),
  figure("gaps", "Gaps", "54px", ({ gaps }) => gaps, true),
  {
    id: "success",
    title: "Last success",
    render: ({ last_success }) => (last_success === null ? <Nothing /> : <Ago at={last_success} />),
    width: "98px",
  },
  {
    id: "lag",
    title: "Newest entry",
    render: (source) => {
      const lag = lagSeconds(source, nowMicros());
      return lag === null || source.newest === null ? <Nothing /> : <Ago at={source.newest} />;
    },
    width: "100px",
  },
  figure("rate", "Last day", "74px", ({ last_day }) => last_day),
  { id: "sync", title: "Sync", render: (source) => <NextSync source={source} />, width: "140px" },
];

/** All sources and their health, a row each; the row that is pressed is shown below. */
export function SourcesTable({ sources, current }: { sources: readonly SourceInfo[]; current: number }) {
  return (
    <div className="sources-table">
      <Table
        label="All sources"
        columns={COLUMNS}
        rows={sources}
        rowKey={({ id }) => id}
        rowText={({ name }) => name}
        current={current}
        onAction={({ id }) => showSource(id)}
      />
    </div>
  );
}

function figure(
  id: string,
  title: string,
  width: string,
  of: (source: SourceInfo) => number,
  isTrouble = false,
): TableColumn<SourceInfo> {
  const render = (source: SourceInfo) => {
    const value = of(source);
    return <span className={value === 0 ? "faint" : isTrouble ? "trouble" : ""}>{formatCount(value)}</span>;
  };
  return { id, title, width, numeric: true, render };
}

function Nothing() {
  return <span className="faint">–</span>;
}

function NextSync({ source }: { source: SourceInfo }) {
  const words = intervalWords(source);
  if (source.job !== null) return "running";
  if (source.next_sync === null) return <span className="faint">{words}</span>;
  const left = Math.round((source.next_sync - nowMicros()) / 1_000_000);
  return `${words}, ${left <= 0 ? "due" : `in ${formatSeconds(left)}`}`;
}
