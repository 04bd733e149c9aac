import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { RunInfo } from "../../bindings/RunInfo";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import {
  Badge,
  EmptyState,
  ErrorPanel,
  Loading,
  Moment,
  Splitter,
  Table,
  tellError,
  type TableColumn,
} from "../../parts";
import { formatBytes, formatCount } from "../../numbers";
import { showSchedule } from "../../router";
import { useCommand, useQueryOf } from "../../rpc";
import { RunDetail } from "../RunDetail";
import { ledgerRange, RUN_REASONS, RUN_STATES, runKey } from "../states";

const COLUMNS: readonly TableColumn<RunInfo>[] = [
  {
    id: "slot",
    title: t`Due`,
    render: ({ schedule, started }) => <Moment at={schedule?.slot ?? started} />,
    width: "248px",
  },
  {
    id: "reason",
    title: t`Why`,
    render: ({ schedule }) => (schedule ? RUN_REASONS[schedule.reason] : ""),
    width: "90px",
  },
  {
    id: "state",
    title: t`State`,
    render: ({ state }) => <Badge kind={RUN_STATES[state].kind}>{RUN_STATES[state].text}</Badge>,
    width: "136px",
  },
  { id: "range", title: t`Ledger`, render: ({ range }) => ledgerRange(...range), width: "190px" },
  { id: "rows", title: t`Rows`, render: ({ rows }) => formatCount(rows), numeric: true, width: "90px" },
  {
    id: "revisions",
    title: t`Revisions`,
    render: ({ schedule }) => formatCount(schedule?.revisions ?? 0),
    numeric: true,
    width: "84px",
  },
  { id: "bytes", title: t`Size`, render: ({ bytes }) => formatBytes(bytes), numeric: true, width: "80px" },
  { id: "key", title: t`Key`, render: (run) => <span title={runKey(run)}>{runKey(run)}</span> },
];

interface Props {
  schedule: ScheduleInfo;
  selected: number | null;
}

/** Every run of a schedule, the newest first, and one of them below the list. */
export function ScheduleRuns({ schedule: { id }, selected }: Props) {
  const runs = useQueryOf("schedule_runs", { id });
  const retry = useCommand("schedule_run", { onError: tellError });
  if (runs.isPending) return <Loading />;
  if (runs.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={runs.error} actions={{ retry: () => void runs.refetch() }} />
      </div>
    );
  }
  if (runs.data.length === 0) {
    return (
      <EmptyState icon="schedule" title={t`No runs yet`}>
        <Trans>Every run is kept here with its range, keys and SHA-256.</Trans>
      </EmptyState>
    );
  }
  const run = runs.data.find((known) => known.id === selected);
  const list = (
    <div className="fill">
      <Table
        label={t`Runs of the schedule`}
        columns={COLUMNS}
        rows={runs.data}
        rowKey={(known) => known.id}
        rowText={({ state, schedule }) => `${schedule ? RUN_REASONS[schedule.reason] : ""} ${RUN_STATES[state].text}`}
        onAction={(known) => showSchedule(id, "runs", known.id)}
        current={run?.id ?? null}
      />
    </div>
  );
  return run ? (
    <Splitter
      label={t`Size of the run's details`}
      direction="column"
      initial={0.6}
      least={[120, 160]}
      first={list}
      second={
        <RunDetail
          key={run.id}
          run={run}
          onRetry={() => retry.mutate({ id })}
          onClose={() => showSchedule(id, "runs")}
        />
      }
    />
  ) : (
    list
  );
}
