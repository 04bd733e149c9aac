import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import type { CatchUp } from "../../bindings/CatchUp";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Ago, Badge, Button, ErrorPanel, Facts, Moment, Notice, Section, tellError } from "../../parts";
import { JobProgress } from "../../jobs/JobProgress";
import { formatRows, formatRuns } from "../../counts";
import { formatBytes, formatCount } from "../../numbers";
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

const CATCH_UP: Record<CatchUp, string> = { together: t`One run for all of them`, each: t`One run for each` };

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
      {open && <JobProgress what={t`export`} which={({ kind, subject }) => kind === "export" && subject === open.id} />}
      {attention !== null && attention !== passedOver && <Notice kind="warning">{attention}</Notice>}
      {passedOver !== null && (
        <Notice kind="warning">
          {passedOver}{" "}
          <Button isPending={unskip.isPending} onPress={() => unskip.mutate({ id })}>
            <Trans>Let them take place</Trans>
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
        <Section title={t`Now`}>
          <Facts
            facts={[
              {
                label: t`Last result`,
                value:
                  last === null ? (
                    t`No run yet`
                  ) : (
                    <>
                      <Badge kind={RUN_STATES[last.state].kind}>{RUN_STATES[last.state].text}</Badge>{" "}
                      <Ago at={last.ended ?? last.started} />, {formatRows(last.rows)}
                    </>
                  ),
              },
              { label: t`Exported so far`, value: totalWords(runs, rows, bytes) },
              { label: t`Covered`, value: coveredWords(schedule) },
            ]}
          />
          <div className="row">
            <Button onPress={() => showSchedule(id, "runs")}>
              <Trans>Show runs</Trans>
            </Button>
            <Button onPress={() => showSchedule(id, "coverage")}>
              <Trans>Show coverage</Trans>
            </Button>
          </div>
        </Section>
        <Section title={t`Next runs`}>
          <Upcoming schedule={schedule} />
        </Section>
        {open === null && (
          <Section title={t`If it ran now`}>
            <EstimateFacts command="schedule_estimate" request={{ setup, beginning: null, id }} />
          </Section>
        )}
      </div>
      <Section
        title={t`Setup`}
        actions={
          <>
            <TableStatementButton destination={setup.destination} output={setup.output} />
            <Button icon="edit" onPress={() => showSchedule(id, "edit")}>
              <Trans>Edit…</Trans>
            </Button>
          </>
        }
      >
        <Facts
          facts={[
            { label: t`When`, value: schedule.words },
            { label: t`Time zone`, value: setup.zone },
            {
              label: t`Filter`,
              value: (
                <>
                  <span className="mono">{setup.filter === "" ? t`All entries` : setup.filter}</span>
                  {setup.view && (
                    <span className="quiet">
                      {" "}
                      <Trans>
                        (saved view {setup.view.name}, version {setup.view.version})
                      </Trans>
                    </span>
                  )}
                </>
              ),
            },
            { label: t`Destination`, value: schedule.destination },
            { label: t`Output`, value: outputWords(setup.output) },
            setup.output.fields.length === 0
              ? null
              : { label: t`Fields`, value: <span className="mono">{setup.output.fields.join(", ")}</span> },
            setup.output.redactions.length === 0
              ? null
              : { label: t`Redactions`, value: setup.output.redactions.map(({ name }) => name).join(", ") },
            { label: t`Missed runs`, value: CATCH_UP[setup.catch_up] },
            {
              label: t`If nothing matches`,
              value: setup.allow_empty ? t`An object without rows, and a manifest` : t`Nothing is written`,
            },
            { label: t`Made`, value: <Moment at={schedule.created} /> },
          ]}
        />
      </Section>
    </div>
  );
}

function Upcoming({ schedule: { id, setup, enabled } }: { schedule: ScheduleInfo }) {
  const preview = useQueryOf("schedule_preview", { setup, beginning: null, id }, { enabled });
  if (!enabled)
    return (
      <p className="quiet">
        <Trans>It does not run by itself: it is off.</Trans>
      </p>
    );
  if (preview.error) return <ErrorPanel error={preview.error} />;
  if (!preview.data) return null;
  const { rows } = preview.data;
  const count = formatCount(rows);
  return (
    <>
      <NextRuns moments={preview.data.next} zone={setup.zone} />
      <p className="quiet">
        <Plural
          value={rows}
          one={`${count} row waits for the next one.`}
          other={`${count} rows wait for the next one.`}
        />
      </p>
    </>
  );
}

function totalWords(runs: number, rows: number, bytes: number): string {
  if (runs === 0) return t`Nothing yet`;
  return t`${formatRows(rows)}, ${formatBytes(bytes)} in ${formatRuns(runs)}`;
}

function coveredWords({ begins, position }: ScheduleInfo): string {
  if (position <= begins) return t`Nothing yet, from ledger place ${formatCount(begins)} on`;
  return t`Ledger places ${formatCount(begins)} to ${formatCount(position - 1)}`;
}
