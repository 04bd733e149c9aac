import type { DayCount } from "../../bindings/DayCount";
import type { GapSpan } from "../../bindings/GapSpan";
import { gapReason } from "../../gaps";
import { formatCount } from "../../numbers";
import { Ago, Badge, Button, ErrorPanel, Loading, Moment, Section, Table, type TableColumn } from "../../parts";
import { useQueryOf } from "../../rpc";
import { dayVerdict } from "../status";

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
  {
    id: "state",
    title: "State",
    render: ({ repaired }) =>
      repaired === null ? (
        <Badge kind="warning">Open</Badge>
      ) : (
        <Badge kind="good">
          Repaired <Ago at={repaired} />
        </Badge>
      ),
    width: "140px",
  },
  { id: "scope", title: "Of what", render: ({ scope }) => <Cut text={scope ?? "The whole log"} />, width: "150px" },
  { id: "reason", title: "Why", render: (gap) => <Cut text={gapReason(gap)} /> },
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
        title="Gaps"
        help="Spans in which entries are, or may be, missing. Those that are open are hatched in the timeline."
        actions={
          <Button icon="file" onPress={onCertificate}>
            Certificate
          </Button>
        }
      >
        {gaps.length === 0 ? (
          <p className="faint">None known.</p>
        ) : (
          <div className="table-frame">
            <Table
              label="Gaps"
              columns={GAPS}
              rows={gaps}
              rowKey={({ from, until, scope, reason }) => `${from ?? ""} ${until} ${reason} ${scope ?? ""}`}
              rowText={gapReason}
            />
          </div>
        )}
      </Section>
      <Section title="Days" help="What the source said it has, day by day, against what is here.">
        {days.length === 0 ? (
          <p className="faint">Nothing has been compared: the source does not state numbers, or was not synced yet.</p>
        ) : (
          <div className="table-frame">
            <Table label="Days" columns={DAYS} rows={days} rowKey={({ day }) => day} rowText={({ day }) => day} />
          </div>
        )}
      </Section>
    </div>
  );
}
