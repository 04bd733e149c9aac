import type { RunInfo } from "../bindings/RunInfo";
import { Badge, Button, ErrorPanel, Facts, IconButton, Moment } from "../parts";
import { JobProgress } from "../jobs/JobProgress";
import { formatBytes, formatCount, formatDuration } from "../numbers";
import { openExport, openReview, showExports } from "../router";
import { nowMicros } from "../time";
import { outputWords } from "./output/words";
import { RunObjects } from "./RunObjects";
import { isStopped, retryWords, STOPPED } from "./schedule/health";
import { RUN_REASONS, RUN_STATES } from "./states";

interface Props {
  run: RunInfo;
  /** Tries a scheduled run again now; a one-time export is asked for anew. */
  onRetry?: () => void;
  onClose: () => void;
}

/** One run: what was asked, what was written, how to check it. */
export function RunDetail({ run, onRetry, onClose }: Props) {
  const state = RUN_STATES[run.state];
  const isScheduled = run.schedule !== null;
  return (
    <section className="detail" aria-label={`Run ${run.name}`}>
      <header className="row">
        <h2 className="cut">{run.name}</h2>
        <Badge kind={state.kind}>{state.text}</Badge>
        <div className="grow" />
        <Button icon="search" onPress={() => openReview(run.filter)}>
          Show in Review
        </Button>
        {!isScheduled && <Button onPress={() => openExport(run.filter)}>Export again…</Button>}
        <IconButton icon="close" label="Close details" onPress={onClose} />
      </header>
      {run.state === "running" && (
        <JobProgress what="export" which={({ kind, subject }) => kind === "export" && subject === run.id} />
      )}
      {run.state === "interrupted" && (
        <p className="quiet">The program ended during this run. Nothing was committed: export again.</p>
      )}
      {isStopped(run) && <p className="quiet">{STOPPED}</p>}
      {run.error && (
        <ErrorPanel
          error={run.error}
          actions={{
            ...(isScheduled ? onRetry && { retry: onRetry } : { retry: () => openExport(run.filter) }),
            edit_destination: () => showExports("destinations"),
          }}
        />
      )}
      <Facts facts={[...ofSchedule(run), ...ofRun(run)]} />
      <RunObjects objects={run.objects} manifest={run.schedule?.manifest ?? null} />
    </section>
  );
}

type FactList = React.ComponentProps<typeof Facts>["facts"];

function ofSchedule({ schedule, state, ...run }: RunInfo): FactList {
  if (schedule === null) return [];
  const retry = state === "waiting" ? retryWords({ schedule, state, ...run }, nowMicros()) : "";
  return [
    { label: "Why", value: RUN_REASONS[schedule.reason] },
    { label: "Due", value: <Moment at={schedule.slot} /> },
    { label: "Attempts", value: `${formatCount(schedule.attempts)}${retry === "" ? "" : `. ${retry}`}` },
    {
      label: "Revisions",
      value:
        schedule.revisions === 0 ? (
          "None"
        ) : (
          <>
            {formatCount(schedule.revisions)} rows are later versions of entries, marked by <code>supersedes</code>
          </>
        ),
    },
  ];
}

function ofRun(run: RunInfo): FactList {
  const [from, until] = run.range;
  return [
    { label: "Filter", value: <span className="mono">{run.filter === "" ? "All entries" : run.filter}</span> },
    { label: "Ledger", value: ledgerRange(from, until) },
    { label: "Output", value: outputWords(run.output) },
    { label: "Rows", value: formatCount(run.rows) },
    { label: "Size", value: `${formatBytes(run.bytes)} (${formatCount(run.bytes)} bytes)` },
    { label: "Destination", value: run.destination },
    { label: "Started", value: <Moment at={run.started} /> },
    run.ended === null
      ? null
      : {
          label: "Ended",
          value: (
            <>
              <Moment at={run.ended} />, after {formatDuration(Math.max(0, run.ended - run.started))}
            </>
          ),
        },
  ];
}

/** `Places 1 to 2,000`: the range is half-open; people count to the last one. */
export function ledgerRange(from: number, until: number): string {
  return until <= from ? "Nothing" : `Places ${formatCount(from)} to ${formatCount(until - 1)}`;
}
