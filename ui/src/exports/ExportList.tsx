import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryOf } from "../rpc";
import { Ago, Badge, Button, EmptyState, ErrorPanel, Icon, Loading, Splitter, Table, type TableColumn } from "../parts";
import { jobShare, useRunningJobs } from "../jobs/jobs";
import { formatBytes, formatCount } from "../numbers";
import { showExports, showSchedule } from "../router";
import { formatAgo, formatMoment, isZone, nowMicros } from "../time";
import { Attention } from "./Attention";
import { exportLines, lineKey, lineName, lineRun, lineTotals, type ExportLine } from "./list";
import { RunDetail } from "./RunDetail";
import { HEALTH } from "./schedule/health";
import { RUN_STATES, type StateWords } from "./states";

const COLUMNS: readonly TableColumn<ExportLine>[] = [
  { id: "name", title: t`Name`, render: (line) => <Name line={line} />, width: "22%" },
  {
    id: "state",
    title: t`State`,
    render: (line) => <State line={line} />,
    width: "152px",
  },
  { id: "when", title: t`When`, render: (line) => <When line={line} /> },
  { id: "next", title: t`Next run`, render: (line) => <Next line={line} />, width: "84px" },
  { id: "last", title: t`Last result`, render: (line) => <LastResult line={line} />, width: "172px" },
  {
    id: "rows",
    title: t`Rows`,
    render: (line) => formatCount(lineTotals(line)[0]),
    numeric: true,
    width: "92px",
  },
  {
    id: "bytes",
    title: t`Size`,
    render: (line) => formatBytes(lineTotals(line)[1]),
    numeric: true,
    width: "80px",
  },
  { id: "destination", title: t`Destination`, render: (line) => <Destination line={line} />, width: "13%" },
];

/** Schedules and one-time exports in one list, what needs attention above it, a one-time run beside it. */
export function ExportList({ selected }: { selected: number | null }) {
  const runs = useQueryOf("run_list", {});
  const schedules = useQueryOf("schedule_list", {});
  if (runs.isPending || schedules.isPending) return <Loading />;
  if (runs.isError || schedules.isError) {
    const [error, again] = runs.error ? [runs.error, runs.refetch] : [schedules.error, schedules.refetch];
    return (
      <div className="page-body padded">
        {error && <ErrorPanel error={error} actions={{ retry: () => void again() }} />}
      </div>
    );
  }
  const lines = exportLines(schedules.data, runs.data);
  if (lines.length === 0) {
    return (
      <EmptyState
        icon="upload"
        title={t`No exports yet`}
        actions={
          <Button kind="primary" onPress={() => showExports("new")}>
            <Trans>New export</Trans>
          </Button>
        }
      >
        <Trans>
          An export writes the entries that match a filter into a bucket or folder, once or on a schedule. A schedule
          exports each entry exactly once. Every run is kept here with its keys, rows and SHA-256.
        </Trans>
      </EmptyState>
    );
  }
  const run = runs.data.find(({ id }) => id === selected);
  const list = (
    <div className="fill">
      <Attention schedules={schedules.data} />
      <Table
        label={t`Exports`}
        columns={COLUMNS}
        rows={lines}
        rowKey={lineKey}
        rowText={(line) => `${lineName(line)} ${stateOf(line).text}`}
        onAction={(line) =>
          line.kind === "schedule" ? showSchedule(line.schedule.id) : showExports("runs", line.run.id, "replace")
        }
        current={run ? lineKey({ kind: "once", run }) : null}
      />
    </div>
  );
  return run ? (
    <Splitter
      label={t`Size of the run's details`}
      direction="column"
      initial={0.5}
      least={[120, 160]}
      first={list}
      second={<RunDetail key={run.id} run={run} onClose={() => showExports("runs", null, "replace")} />}
    />
  ) : (
    list
  );
}

function stateOf(line: ExportLine): StateWords {
  return line.kind === "schedule" ? HEALTH[line.schedule.health] : RUN_STATES[line.run.state];
}

/** The state, and of what is at work how far it is. */
function State({ line }: { line: ExportLine }) {
  const { kind, text } = stateOf(line);
  const run = line.kind === "schedule" ? line.schedule.open : line.run;
  const job = useRunningJobs().find((job) => job.kind === "export" && job.subject === run?.id);
  const share = job ? jobShare(job) : text;
  return (
    <span title={share}>
      <Badge kind={kind}>{share}</Badge>
    </span>
  );
}

function Name({ line }: { line: ExportLine }) {
  const name = lineName(line);
  return (
    <span className="row" title={name}>
      <span className="faint line-icon">
        <Icon name={line.kind === "schedule" ? "schedule" : "upload"} />
      </span>
      <strong className="cut">{name}</strong>
    </span>
  );
}

function When({ line }: { line: ExportLine }) {
  if (line.kind === "once") return t`Once`;
  return <span title={line.schedule.words}>{line.schedule.words}</span>;
}

function Next({ line }: { line: ExportLine }) {
  if (line.kind === "once" || line.schedule.next === null) return <span className="faint">–</span>;
  const { next, setup } = line.schedule;
  const now = nowMicros();
  return (
    <span title={formatMoment(next, isZone(setup.zone) ? setup.zone : "UTC")}>
      {next <= now ? t`due` : formatAgo(next, now)}
    </span>
  );
}

function LastResult({ line }: { line: ExportLine }) {
  const run = lineRun(line);
  if (run === null)
    return (
      <span className="faint">
        <Trans>Not yet</Trans>
      </span>
    );
  const { text, kind } = RUN_STATES[run.state];
  return (
    <span className="row">
      {line.kind === "schedule" && <Badge kind={kind}>{text}</Badge>}
      {run.ended === null ? <Ago at={run.started} /> : <Ago at={run.ended} />}
    </span>
  );
}

function Destination({ line }: { line: ExportLine }) {
  const name = line.kind === "schedule" ? line.schedule.destination : line.run.destination;
  return <span title={name}>{name}</span>;
}
