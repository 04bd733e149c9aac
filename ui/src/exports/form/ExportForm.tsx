import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { CatchUp } from "../../bindings/CatchUp";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Button, Checkbox, ErrorPanel, Loading, RadioGroup, tell, TextField } from "../../parts";
import { FilterField } from "../../review/query/FilterField";
import { showExports, showSchedule } from "../../router";
import { useCommand, useQueryOf } from "../../rpc";
import { useZone } from "../../settings";
import { OutputFields } from "../output/OutputFields";
import { exportNameProblem } from "../states";
import { BeginningFields } from "./BeginningFields";
import { DestinationField } from "./DestinationField";
import { beginningOf, exportOf, setupOf, type ExportDraft } from "./draft";
import { OncePreview } from "./OncePreview";
import { RecurrenceFields } from "./RecurrenceFields";
import { SchedulePreviewPanel } from "./SchedulePreviewPanel";
import { ViewField } from "./ViewField";
import { Limits } from "../../sources/Limits";
import "./form.css";

interface Props {
  initial: ExportDraft;
  /** The schedule that is edited; `null` makes something new. */
  schedule: ScheduleInfo | null;
  /** Gives up; only where there is something to go back to. */
  onCancel?: () => void;
}

/** An export of a filter, once or on a schedule, with what it would write before it starts. */
export function ExportForm({ initial, schedule, onCancel }: Props) {
  const screenZone = useZone();
  const destinations = useQueryOf("destination_list", {});
  const [draft, setDraft] = useState(initial);
  const start = useCommand("export_start", { onSuccess: (run) => showExports("runs", run.id) });
  const add = useCommand("schedule_add", {
    onSuccess: (added) => {
      showSchedule(added.id);
      tell(t`${added.setup.name} added`);
    },
  });
  const update = useCommand("schedule_update", {
    onSuccess: (saved) => {
      showSchedule(saved.id);
      tell(t`${saved.setup.name} saved`, t`It holds from the next run on.`);
    },
  });

  if (destinations.isPending) return <Loading />;
  if (destinations.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={destinations.error} actions={{ retry: () => void destinations.refetch() }} />
      </div>
    );
  }
  const destination = destinations.data.find(({ id }) => id === draft.destination) ?? destinations.data[0] ?? null;
  const once = draft.isScheduled ? null : exportOf(draft, destination?.id ?? null, screenZone);
  const setup = draft.isScheduled ? setupOf(draft, destination?.id ?? null) : null;
  const beginning = schedule ? null : beginningOf(draft);
  const isReady = once !== null || (setup !== null && (schedule !== null || beginning !== null));
  const { error, isPending } = !draft.isScheduled ? start : schedule ? update : add;

  function change(part: Partial<ExportDraft>): void {
    setDraft((now) => ({ ...now, ...part }));
  }

  function submit(): void {
    if (once) start.mutate(once);
    else if (setup && schedule) update.mutate({ id: schedule.id, setup });
    else if (setup && beginning) add.mutate({ setup, beginning, enabled: true });
  }

  return (
    <div className="export-form">
      <form
        className="stack form"
        aria-label={schedule ? t`Schedule` : t`New export`}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {!schedule && (
          <RadioGroup
            label={t`When`}
            isRow
            value={draft.isScheduled ? "scheduled" : "once"}
            onChange={(when) => change({ isScheduled: when === "scheduled" })}
            options={[
              { id: "once", text: t`Once, now` },
              { id: "scheduled", text: t`On a schedule` },
            ]}
          />
        )}
        {draft.isScheduled && (
          <RecurrenceFields
            draft={draft.recurrence}
            zone={draft.zone}
            onChange={(part) => setDraft((now) => ({ ...now, recurrence: { ...now.recurrence, ...part } }))}
            onZone={(zone) => change({ zone })}
          />
        )}
        <Limits />
        <ViewField draft={draft} onChange={change} />
        <FilterField
          label={t`Filter`}
          value={draft.filter}
          onChange={(filter) => change({ filter, view: null })}
          help={
            draft.isScheduled
              ? t`Each run takes what came since the run before; a time in the filter only leaves out more.`
              : t`Taken from Review. Relative times count from the start of the run.`
          }
        />
        <TextField
          label={t`Name`}
          value={draft.name}
          onChange={(name) => change({ name })}
          error={exportNameProblem(draft.name)}
          help={t`Part of the key.`}
          mono
        />
        <DestinationField
          destinations={destinations.data}
          value={destination}
          onChange={(id) => change({ destination: id })}
        />
        <OutputFields
          draft={draft.output}
          filter={draft.filter}
          zone={draft.isScheduled ? draft.zone : screenZone}
          onChange={(part) => setDraft((now) => ({ ...now, output: { ...now.output, ...part } }))}
        />
        {draft.isScheduled && (
          <>
            {!schedule && (
              <BeginningFields beginning={draft.beginning} since={draft.since} zone={draft.zone} onChange={change} />
            )}
            <RadioGroup<CatchUp>
              label={t`Missed runs`}
              value={draft.catchUp}
              onChange={(catchUp) => change({ catchUp })}
              options={[
                {
                  id: "together",
                  text: t`One run for all of them`,
                  help: t`After sleep, an outage or while Auditdesk did not run. Nothing is left out.`,
                },
                { id: "each", text: t`One run for each` },
              ]}
            />
          </>
        )}
        <Checkbox isSelected={draft.allowEmpty} onChange={(allowEmpty) => change({ allowEmpty })}>
          <Trans>Write an object even if nothing matches</Trans>
        </Checkbox>
        {error && <ErrorPanel error={error} />}
        <div className="row end">
          {onCancel && (
            <Button onPress={onCancel}>
              <Trans>Cancel</Trans>
            </Button>
          )}
          <Button
            type="submit"
            kind="primary"
            icon={draft.isScheduled ? "schedule" : "upload"}
            isDisabled={!isReady}
            isPending={isPending}
          >
            {schedule ? t`Save` : draft.isScheduled ? t`Add schedule` : t`Export`}
          </Button>
        </div>
      </form>
      {once && <OncePreview request={once} />}
      {setup && (schedule || beginning) && (
        <SchedulePreviewPanel request={{ setup, beginning, id: schedule?.id ?? null }} />
      )}
    </div>
  );
}
