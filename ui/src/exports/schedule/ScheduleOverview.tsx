import type { CatchUp } from "../../bindings/CatchUp";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Ago, Badge, Button, ErrorPanel, Facts, Moment, Notice, Section, tellError } from "../../parts";
import { JobProgress } from "../../jobs/JobProgress";
import { formatBytes, formatCount, formatCountOf } from "../../numbers";
import { showExports, showSchedule } from "../../router";
import { useCommand, useQueryOf } from "../../rpc";
import { useZone } from "../../settings";
import { nowMicros } from "../../time";
import { EstimateFacts } from "../estimate/EstimateFacts";
import { TableStatementButton } from "../output/TableStatement";
import { outputWords } from "../output/words";
import { RUN_STATES } from "../states";
import { attentionOf, isStopped, passedOverWords, STOPPED } from "./health";
import { NextRuns } from "./NextRuns";

const CATCH_UP: Record<CatchUp, string> = { together: "One run for all of them", each: "One run for each" };

/** How a schedule is doing, and its setup in words. */
export function ScheduleOverview({ schedule }: { schedule: ScheduleInfo }) {
  const { id, setup, open, last, totals } = schedule;
  const zone = useZone();
  const retry = useCommand("schedule_run", { onError: tellError });
  const unskip = useCommand("schedule_unskip", { onError: tellError });
  const passedOver = passedOverWords(schedule, zone);
  const attention = attentionOf(schedule, zone, nowMicros());
  const [runs, rows, bytes] = totals;
  return (
    <div className="schedule-panel">
      {open && <JobProgress what="export" which={({ kind, subject }) => kind === "export" && subject === open.id} />}
      {attention !== null && attention !== passedOver && <Notice kind="warning">{attention}</Notice>}
      {passedOver !== null && (
        <Notice kind="warning">
          {passedOver}{" "}
          <Button isPending={unskip.isPending} onPress={() => unskip.mutate({ id })}>
            Let them take place
          </Button>
        </Notice>
      )}
      {open && isStopped(open) && <Notice>{STOPPED}</Notice>}
      {open?.error && (
        <ErrorPanel
          error={open.error}
          actions={{
            retry: () => retry.mutate({ id }),
            edit_destination: () => showExports("destinations"),
          }}
        />
      )}
      <div className="schedule-columns">
        <Section title="Now">
          <Facts
            facts={[
              {
                label: "Last result",
                value:
                  last === null ? (
                    "No run yet"
                  ) : (
                    <>
                      <Badge kind={RUN_STATES[last.state].kind}>{RUN_STATES[last.state].text}</Badge>{" "}
                      <Ago at={last.ended ?? last.started} />, {formatCountOf(last.rows, "row", "rows")}
                    </>
                  ),
              },
              { label: "Exported so far", value: totalWords(runs, rows, bytes) },
              { label: "Covered", value: coveredWords(schedule) },
            ]}
          />
          <div className="row">
            <Button onPress={() => showSchedule(id, "runs")}>Show runs</Button>
            <Button onPress={() => showSchedule(id, "coverage")}>Show coverage</Button>
          </div>
        </Section>
        <Section title="Next runs">
          <Upcoming schedule={schedule} />
        </Section>
        {open === null && (
          <Section title="If it ran now">
            <EstimateFacts command="schedule_estimate" request={{ setup, beginning: null, id }} />
          </Section>
        )}
      </div>
      <Section
        title="Setup"
        actions={
          <>
            <TableStatementButton destination={setup.destination} output={setup.output} />
            <Button icon="edit" onPress={() => showSchedule(id, "edit")}>
              Edit…
            </Button>
          </>
        }
      >
        <Facts
          facts={[
            { label: "When", value: schedule.words },
            { label: "Time zone", value: setup.zone },
            {
              label: "Filter",
              value: (
                <>
                  <span className="mono">{setup.filter === "" ? "All entries" : setup.filter}</span>
                  {setup.view && (
                    <span className="quiet">
                      {" "}
                      (saved view {setup.view.name}, version {setup.view.version})
                    </span>
                  )}
                </>
              ),
            },
            { label: "Destination", value: schedule.destination },
            { label: "Output", value: outputWords(setup.output) },
            setup.output.fields.length === 0
              ? null
              : { label: "Fields", value: <span className="mono">{setup.output.fields.join(", ")}</span> },
            setup.output.redactions.length === 0
              ? null
              : { label: "Redactions", value: setup.output.redactions.map(({ name }) => name).join(", ") },
            { label: "Missed runs", value: CATCH_UP[setup.catch_up] },
            {
              label: "If nothing matches",
              value: setup.allow_empty ? "An object without rows, and a manifest" : "Nothing is written",
            },
            { label: "Made", value: <Moment at={schedule.created} /> },
          ]}
        />
      </Section>
    </div>
  );
}

function Upcoming({ schedule: { id, setup, enabled } }: { schedule: ScheduleInfo }) {
  const preview = useQueryOf("schedule_preview", { setup, beginning: null, id }, { enabled });
  if (!enabled) return <p className="quiet">It does not run by itself: it is off.</p>;
  if (preview.error) return <ErrorPanel error={preview.error} />;
  if (!preview.data) return null;
  return (
    <>
      <NextRuns moments={preview.data.next} zone={setup.zone} />
      <p className="quiet">{formatCountOf(preview.data.rows, "row waits", "rows wait")} for the next one.</p>
    </>
  );
}

function totalWords(runs: number, rows: number, bytes: number): string {
  if (runs === 0) return "Nothing yet";
  const size = `${formatCountOf(rows, "row", "rows")}, ${formatBytes(bytes)}`;
  return `${size} in ${formatCountOf(runs, "run", "runs")}`;
}

function coveredWords({ begins, position }: ScheduleInfo): string {
  if (position <= begins) return `Nothing yet, from ledger place ${formatCount(begins)} on`;
  return `Ledger places ${formatCount(begins)} to ${formatCount(position - 1)}`;
}
