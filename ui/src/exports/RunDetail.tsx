import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { JobInfo } from "../bindings/JobInfo";
import type { JobKind } from "../bindings/JobKind";
import type { RunInfo } from "../bindings/RunInfo";
import { Ago, Badge, Button, ErrorPanel, Facts, IconButton, Moment, Notice, tellError } from "../parts";
import { JobProgress } from "../jobs/JobProgress";
import { useLastJob, useRunningJobs } from "../jobs/jobs";
import { formatBytes, formatCount, formatDuration } from "../numbers";
import { openExport, openReview, showExports } from "../router";
import { useCommand } from "../rpc";
import { nowMicros } from "../time";
import { outputWords } from "./output/words";
import { RunLog } from "./RunLog";
import { RunObjects } from "./RunObjects";
import { isStopped, retryWords, STOPPED } from "./schedule/health";
import { ledgerRange, RUN_REASONS, RUN_STATES } from "./states";
import { canVerify, isAsWritten, verificationWords } from "./verification";

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
  const verify = useCommand("run_verify", { onError: tellError });
  const ofThis = (kind: JobKind) => (job: JobInfo) => job.kind === kind && job.subject === run.id;
  const isVerifying = useRunningJobs().some(ofThis("verify"));
  const failed = useLastJob(ofThis("verify"))?.error ?? null;
  return (
    <section className="detail" aria-label={t`Run ${run.name}`}>
      <header className="row">
        <h2 className="cut">{run.name}</h2>
        <Badge kind={state.kind}>{state.text}</Badge>
        <div className="grow" />
        <Button icon="search" onPress={() => openReview(run.filter)}>
          <Trans>Show in Review</Trans>
        </Button>
        {!isScheduled && (
          <Button onPress={() => openExport(run.filter)}>
            <Trans>Export again…</Trans>
          </Button>
        )}
        {canVerify(run) && (
          <Button
            icon="pass"
            isPending={verify.isPending}
            isDisabled={isVerifying}
            onPress={() => verify.mutate({ id: run.id })}
          >
            <Trans>Verify</Trans>
          </Button>
        )}
        <IconButton icon="close" label={t`Close details`} onPress={onClose} />
      </header>
      {run.state === "running" && <JobProgress what={t`export`} which={ofThis("export")} />}
      <JobProgress what={t`verification`} which={ofThis("verify")} />
      {failed !== null && failed.code !== "cancelled" && (
        <ErrorPanel error={failed} actions={{ retry: () => verify.mutate({ id: run.id }) }} />
      )}
      {run.state === "interrupted" && (
        <p className="quiet">
          <Trans>The program ended during this run. Nothing was committed: export again.</Trans>
        </p>
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
      {run.verification !== null && !isAsWritten(run.verification) && (
        <Notice kind="warning">
          <Trans>{verificationWords(run.verification)}. Each object below says what was found.</Trans>
        </Notice>
      )}
      <div className="run-columns">
        <Facts facts={[...ofSchedule(run), ...ofRun(run)]} />
        <RunLog run={run} />
      </div>
      <RunObjects
        objects={run.objects}
        manifest={run.schedule?.manifest ?? null}
        found={run.verification?.objects ?? []}
      />
    </section>
  );
}

type FactList = React.ComponentProps<typeof Facts>["facts"];

function ofSchedule({ schedule, state, ...run }: RunInfo): FactList {
  if (schedule === null) return [];
  const retry = state === "waiting" ? retryWords({ schedule, state, ...run }, nowMicros()) : "";
  return [
    { label: t`Why`, value: RUN_REASONS[schedule.reason] },
    { label: t`Due`, value: <Moment at={schedule.slot} /> },
    { label: t`Attempts`, value: `${formatCount(schedule.attempts)}${retry === "" ? "" : `. ${retry}`}` },
    {
      label: t`Revisions`,
      value:
        schedule.revisions === 0 ? (
          t`None`
        ) : (
          <Trans>
            {formatCount(schedule.revisions)} rows are later versions of entries, marked by <code>supersedes</code>
          </Trans>
        ),
    },
  ];
}

function ofRun(run: RunInfo): FactList {
  const [from, until] = run.range;
  return [
    { label: t`Filter`, value: <RunFilter run={run} /> },
    { label: t`Ledger`, value: ledgerRange(from, until) },
    { label: t`Output`, value: outputWords(run.output) },
    { label: t`Rows`, value: formatCount(run.rows) },
    { label: t`Size`, value: t`${formatBytes(run.bytes)} (${formatCount(run.bytes)} bytes)` },
    { label: t`Destination`, value: run.destination },
    { label: t`Started`, value: <Moment at={run.started} /> },
    run.ended === null
      ? null
      : {
          label: t`Ended`,
          value: (
            <Trans>
              <Moment at={run.ended} />, after {formatDuration(Math.max(0, run.ended - run.started))}
            </Trans>
          ),
        },
    run.verification === null
      ? null
      : {
          label: t`Verified`,
          value: (
            <>
              <Badge kind={isAsWritten(run.verification) ? "good" : "bad"}>{verificationWords(run.verification)}</Badge>{" "}
              <Ago at={run.verification.at} />
            </>
          ),
        },
  ];
}

/** The condition by which a schedule takes every version of an entry (`every_version` in the core). */
const EVERY_VERSION = "state:settled,superseded";

function RunFilter({ run: { filter, schedule } }: { run: RunInfo }) {
  const own = filter.endsWith(EVERY_VERSION) ? filter.slice(0, -EVERY_VERSION.length).trim() : filter;
  return (
    <>
      <span className="mono">{filter === "" ? t`All entries` : filter}</span>
      {schedule !== null && own !== filter && (
        <div className="faint">
          {own === ""
            ? t`All entries, and every version of each: a revised entry goes out again.`
            : t`And every version of each: a revised entry goes out again.`}
        </div>
      )}
    </>
  );
}
