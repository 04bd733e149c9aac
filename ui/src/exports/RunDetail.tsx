import type { RunInfo } from "../bindings/RunInfo";
import type { RunObject } from "../bindings/RunObject";
import { Badge, Button, CopyButton, ErrorPanel, Facts, IconButton, Moment } from "../parts";
import { JobProgress } from "../jobs/JobProgress";
import { formatBytes, formatCount, formatDuration } from "../numbers";
import { navigate, openExport, openReview } from "../router";
import { RUN_STATES } from "./states";

/** One run: what was asked, what was written, how to check it. */
export function RunDetail({ run, onClose }: { run: RunInfo; onClose: () => void }) {
  const state = RUN_STATES[run.state];
  const [from, until] = run.range;
  return (
    <section className="detail" aria-label={`Run ${run.name}`}>
      <header className="row">
        <h2 className="cut">{run.name}</h2>
        <Badge kind={state.kind}>{state.text}</Badge>
        <div className="grow" />
        <Button icon="search" onPress={() => openReview(run.filter)}>
          Show in Review
        </Button>
        <Button onPress={() => openExport(run.filter)}>Export again…</Button>
        <IconButton icon="close" label="Close details" onPress={onClose} />
      </header>
      {run.state === "running" && (
        <JobProgress what="export" which={({ kind, subject }) => kind === "export" && subject === run.id} />
      )}
      {run.state === "interrupted" && (
        <p className="quiet">The program ended during this run. Nothing was committed: export again.</p>
      )}
      {run.error && (
        <ErrorPanel
          error={run.error}
          actions={{
            retry: () => openExport(run.filter),
            edit_destination: () => navigate({ page: "exports", tab: "destinations", run: null, filter: null }),
          }}
        />
      )}
      {run.objects.map((object) => (
        <Written key={object.key} object={object} />
      ))}
      <Facts
        facts={[
          { label: "Filter", value: <span className="mono">{run.filter === "" ? "All entries" : run.filter}</span> },
          { label: "Ledger", value: ledgerRange(from, until) },
          { label: "Payload", value: run.payload ? "With request and response" : "Metadata only" },
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
                    <Moment at={run.ended} />, after {formatDuration(run.ended - run.started)}
                  </>
                ),
              },
        ]}
      />
    </section>
  );
}

// The range is half-open; people count to the last one.
function ledgerRange(from: number, until: number): string {
  return until <= from ? "Nothing" : `Places ${formatCount(from)} to ${formatCount(until - 1)}`;
}

function Written({ object }: { object: RunObject }) {
  return (
    <div className="written">
      <Facts
        facts={[
          { label: "Key", value: <Copyable text={object.key} what="key" /> },
          { label: "Location", value: <Copyable text={object.location} what="location" /> },
          { label: "SHA-256", value: <Copyable text={object.sha256} what="SHA-256" /> },
          { label: "Content", value: `${formatCount(object.rows)} rows, ${formatBytes(object.bytes)}` },
        ]}
      />
    </div>
  );
}

function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className="copyable">
      <span className="mono break">{text}</span>
      <CopyButton text={text} label={`Copy ${what}`} />
    </span>
  );
}
