import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { DayCount } from "../../bindings/DayCount";
import type { GapSpan } from "../../bindings/GapSpan";
import { gapReason } from "../../gaps";
import { formatCount } from "../../numbers";
import { Ago, Badge, Button, ErrorPanel, Loading, Moment, Section, Table, type TableColumn } from "../../parts";
import { useQueryOf } from "../../rpc";
import { dayVerdict } from "../status";

const DAYS: readonly TableColumn<DayCount>[] = [
  { id: "day", title: t`Day (UTC)`, render: ({ day }) => day, width: "120px" },
  {
    id: "stated",
    title: t`Stated by source`,
    render: ({ stated }) => formatCount(stated),
    numeric: true,
    width: "150px",
  },
  { id: "held", title: t`Held here`, render: ({ held }) => formatCount(held), numeric: true, width: "110px" },
  {
    id: "verdict",
    title: t`Result`,
    render: (day) => {
      const { kind, text } = dayVerdict(day);
      return <Badge kind={kind}>{text}</Badge>;
    },
  },
  { id: "checked", title: t`Compared`, render: ({ checked }) => <Ago at={checked} />, width: "120px" },
];

const GAPS: readonly TableColumn<GapSpan>[] = [
  {
    id: "from",
    title: t`From`,
    render: ({ from }) => (from === null ? t`The beginning` : <Moment at={from} />),
    width: "236px",
  },
  { id: "until", title: t`Until`, render: ({ until }) => <Moment at={until} />, width: "236px" },
  {
    id: "state",
    title: t`State`,
    render: ({ repaired }) =>
      repaired === null ? (
        <Badge kind="warning">
          <Trans>Open</Trans>
        </Badge>
      ) : (
        <Badge kind="good">
          <Trans>
            Repaired <Ago at={repaired} />
          </Trans>
        </Badge>
      ),
    width: "140px",
  },
  { id: "scope", title: t`Of what`, render: ({ scope }) => <Cut text={scope ?? t`The whole log`} />, width: "150px" },
  { id: "reason", title: t`Why`, render: (gap) => <Cut text={gapReason(gap)} /> },
];

function Cut({ text }: { text: string }) {
  return <span title={text}>{text}</span>;
}

/** What the source said it has, day by day, against what is here, and the gaps that are known. */
export function Completeness({ source, onCertificate }: { source: number; onCertificate: () => void }) {
  const query = useQueryOf("source_completeness", { id: source });
  if (query.isPending) return <Loading />;
  if (query.isError) return <ErrorPanel error={query.error} actions={{ retry: () => void query.refetch() }} />;
  const { days, gaps } = query.data;
  return (
    <div className="source-panel">
      <Section
        title={t`Gaps`}
        help={t`Spans in which entries are, or may be, missing. Those that are open are hatched in the timeline.`}
        actions={
          <Button icon="file" onPress={onCertificate}>
            <Trans>Certificate</Trans>
          </Button>
        }
      >
        {gaps.length === 0 ? (
          <p className="faint">
            <Trans>None known.</Trans>
          </p>
        ) : (
          <div className="table-frame">
            <Table
              label={t`Gaps`}
              columns={GAPS}
              rows={gaps}
              rowKey={({ from, until, scope, reason }) => `${from ?? ""} ${until} ${reason} ${scope ?? ""}`}
              rowText={gapReason}
            />
          </div>
        )}
      </Section>
      <Section title={t`Days`} help={t`What the source said it has, day by day, against what is here.`}>
        {days.length === 0 ? (
          <p className="faint">
            <Trans>Nothing has been compared: the source does not state numbers, or was not synced yet.</Trans>
          </p>
        ) : (
          <div className="table-frame">
            <Table label={t`Days`} columns={DAYS} rows={days} rowKey={({ day }) => day} rowText={({ day }) => day} />
          </div>
        )}
      </Section>
    </div>
  );
}
