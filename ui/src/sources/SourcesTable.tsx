import { t } from "@lingui/core/macro";
import type { SourceInfo } from "../bindings/SourceInfo";
import { Ago, Icon, Table, type IconName, type TableColumn } from "../parts";
import { formatCount } from "../numbers";
import { showSource } from "../router";
import { formatAgo, nowMicros } from "../time";
import { addressOf, platformName } from "./offers";
import { intervalWords, sourceStatus, type SourceStatus } from "./status";

const COLUMNS: readonly TableColumn<SourceInfo>[] = [
  { id: "name", title: t`Source`, render: (source) => <Name source={source} /> },
  { id: "platform", title: t`Platform`, render: ({ config }) => platformName(config), width: "104px" },
  {
    id: "address",
    title: t`Address`,
    render: ({ config }) => (
      <span className="mono" title={addressOf(config)}>
        {addressOf(config)}
      </span>
    ),
  },
  figure("entries", t`Entries`, "88px", ({ entries }) => entries),
  figure("pending", t`Pending`, "78px", ({ pending }) => pending),
  figure("unreadable", t`Unreadable`, "96px", ({ unreadable }) => unreadable, true),
  figure("gaps", t`Gaps`, "58px", ({ gaps }) => gaps, true),
  {
    id: "success",
    title: t`Last success`,
    render: ({ last_success }) => (last_success === null ? <Nothing /> : <Ago at={last_success} />),
    width: "104px",
  },
  {
    id: "newest",
    title: t`Newest entry`,
    render: ({ newest }) => (newest === null ? <Nothing /> : <Ago at={newest} />),
    width: "108px",
  },
  figure("rate", t`Last day`, "78px", ({ last_day }) => last_day),
  { id: "sync", title: t`Next sync`, render: (source) => <NextSync source={source} />, width: "164px" },
];

/** All sources and their health, a row each; the row that is pressed is shown below. */
export function SourcesTable({ sources, current }: { sources: readonly SourceInfo[]; current: number }) {
  return (
    <div className="sources-table">
      <Table
        label={t`All sources`}
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

const STATE_ICONS: Record<SourceStatus["kind"], IconName> = {
  good: "pass",
  warning: "warning",
  bad: "fail",
  active: "refresh",
  plain: "pending",
};

function Name({ source }: { source: SourceInfo }) {
  const { kind, text } = sourceStatus(source);
  return (
    <span className="row" title={`${source.name}: ${text}`}>
      <span className={`state-mark ${kind}`}>
        <Icon name={STATE_ICONS[kind]} />
        <span className="visually-hidden">{text}: </span>
      </span>
      <strong className="cut">{source.name}</strong>
    </span>
  );
}

function Nothing() {
  return <span className="faint">–</span>;
}

function NextSync({ source }: { source: SourceInfo }) {
  const words = intervalWords(source);
  if (source.job !== null) return t`running`;
  if (source.next_sync === null) return <span className="faint">{words}</span>;
  const now = nowMicros();
  return `${words}, ${source.next_sync <= now ? t`due` : formatAgo(source.next_sync, now)}`;
}
