import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Badge, Button, ErrorPanel, IconButton, Loading, Switch, Tabs, tellError } from "../../parts";
import { showExports, showSchedule, type SchedulePart } from "../../router";
import { useCommand, useQueryOf } from "../../rpc";
import { CoverageCalendar } from "../coverage/CoverageCalendar";
import { copyOf, draftOf } from "../form/draft";
import { ExportForm } from "../form/ExportForm";
import { HEALTH } from "./health";
import { MoreActions } from "./MoreActions";
import { ScheduleOverview } from "./ScheduleOverview";
import { ScheduleRuns } from "./ScheduleRuns";

interface Props {
  id: number;
  part: SchedulePart;
  run: number | null;
}

/** One schedule: what it does, what it did, what it covers; or its form. */
export function SchedulePage({ id, part, run }: Props) {
  const schedule = useQueryOf("schedule_show", { id });
  const { data: schedules } = useQueryOf("schedule_list", {});
  if (schedule.isPending) return <Loading />;
  if (schedule.isError) {
    return (
      <div className="page-body padded stack">
        <ErrorPanel
          error={schedule.error}
          actions={{ retry: () => void schedule.refetch(), reload: () => showExports("runs") }}
        />
      </div>
    );
  }
  const { setup } = schedule.data;
  const names = schedules?.map((other) => other.setup.name) ?? [setup.name];
  if (part === "edit" || part === "copy") {
    const isCopy = part === "copy";
    return (
      <>
        <header className="page-head">
          <h1 className="grow cut">{isCopy ? t`New schedule like ${setup.name}` : t`Edit ${setup.name}`}</h1>
        </header>
        <div className="page-body schedule-form">
          <ExportForm
            key={part}
            initial={isCopy ? copyOf(setup, names) : draftOf(setup)}
            schedule={isCopy ? null : schedule.data}
            onCancel={() => showSchedule(id)}
          />
        </div>
      </>
    );
  }
  return (
    <>
      <Head schedule={schedule.data} />
      <Tabs<SchedulePart>
        label={t`Parts of the schedule`}
        value={part}
        onChange={(next) => showSchedule(id, next)}
        tabs={[
          { id: "overview", text: t`Overview`, content: <ScheduleOverview schedule={schedule.data} /> },
          {
            id: "runs",
            text: t`Runs`,
            ...(schedule.data.totals[0] > 0 && { count: schedule.data.totals[0] }),
            content: <ScheduleRuns schedule={schedule.data} selected={run} />,
          },
          { id: "coverage", text: t`Coverage`, content: <CoverageCalendar schedule={schedule.data} /> },
        ]}
      />
    </>
  );
}

function Head({ schedule }: { schedule: ScheduleInfo }) {
  const { id, setup, enabled, health, open } = schedule;
  const run = useCommand("schedule_run", { onError: tellError });
  const enable = useCommand("schedule_enable", { onError: tellError });
  const state = HEALTH[health];
  return (
    <header className="page-head">
      <IconButton icon="arrow-left" label={t`All exports`} onPress={() => showExports("runs")} />
      <h1 className="cut" title={setup.name}>
        {setup.name}
      </h1>
      <Badge kind={state.kind}>{state.text}</Badge>
      <div className="grow" />
      <div className="nowrap">
        <Switch
          isSelected={enabled}
          isDisabled={enable.isPending}
          onChange={(isOn) => enable.mutate({ id, enabled: isOn })}
        >
          <Trans>Runs by itself</Trans>
        </Switch>
      </div>
      <Button
        kind="primary"
        icon="play"
        isDisabled={open?.state === "running"}
        isPending={run.isPending}
        onPress={() => run.mutate({ id })}
      >
        <Trans>Run now</Trans>
      </Button>
      <MoreActions schedule={schedule} />
    </header>
  );
}
