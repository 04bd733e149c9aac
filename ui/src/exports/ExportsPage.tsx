import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Loading, Tabs } from "../parts";
import { reviewFilter, showExports, type ExportTab, type Route } from "../router";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { nowMicros } from "../time";
import { Destinations } from "./destinations/Destinations";
import { troubleWords } from "./destinations/state";
import { ExportList } from "./ExportList";
import { emptyDraft } from "./form/draft";
import { ExportForm } from "./form/ExportForm";
import { exportLines } from "./list";
import { scheduleTrouble } from "./schedule/health";
import { SchedulePage } from "./schedule/SchedulePage";
import "./exports.css";

interface Props {
  route: Extract<Route, { page: "exports" }>;
}

/** Exports, once and on a schedule, their destinations, and a new one; or one schedule. */
export function ExportsPage({ route }: Props) {
  const { tab, run, schedule, part } = route;
  return (
    <main className="page" aria-label={t`Exports`}>
      {schedule === null ? (
        <ExportTabs tab={tab} run={run} filter={route.filter} />
      ) : (
        <SchedulePage key={schedule} id={schedule} part={part} run={run} />
      )}
    </main>
  );
}

interface TabsProps {
  tab: ExportTab;
  run: number | null;
  /** The filter that came from the review page; `null`: the one it has now. */
  filter: string | null;
}

function ExportTabs({ tab, run, filter }: TabsProps) {
  const { data: destinations } = useQueryOf("destination_list", {});
  const { data: runs } = useQueryOf("run_list", {});
  const { data: schedules } = useQueryOf("schedule_list", {});
  // The form begins in the zone of the screen, which the settings know.
  const { isPending } = useQueryOf("settings_read", {});
  const zone = useZone();
  const wanted = filter ?? reviewFilter();
  const lines = runs && schedules && exportLines(schedules, runs).length;
  return (
    <>
      <header className="page-head">
        <h1 className="grow">
          <Trans>Exports</Trans>
        </h1>
        {tab !== "new" && (
          <Button kind="primary" icon="upload" onPress={() => showExports("new")}>
            <Trans>New export</Trans>
          </Button>
        )}
      </header>
      <Tabs<ExportTab>
        label={t`Exports`}
        value={tab}
        onChange={(next) => showExports(next)}
        tabs={[
          {
            id: "runs",
            text: t`Runs and schedules`,
            ...(lines !== undefined && { count: lines }),
            trouble: scheduleTrouble(schedules ?? []),
            content: <ExportList selected={run} />,
          },
          {
            id: "destinations",
            text: t`Destinations`,
            ...(destinations && { count: destinations.length, trouble: troubleWords(destinations, nowMicros()) }),
            content: <Destinations />,
          },
          {
            id: "new",
            text: t`New export`,
            content: isPending ? (
              <Loading />
            ) : (
              <ExportForm key={wanted} initial={emptyDraft(wanted, zone)} schedule={null} />
            ),
          },
        ]}
      />
    </>
  );
}
