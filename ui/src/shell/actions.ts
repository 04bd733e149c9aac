import { t } from "@lingui/core/macro";
import { tellError, type IconName } from "../parts";
import {
  navigatePage,
  openExport,
  openReview,
  openSourceDialog,
  reviewFilter,
  showExports,
  showSample,
  showSchedule,
  showSource,
} from "../router";
import { useCommand, useQueryOf } from "../rpc";
import { useSettings } from "../settings";
import { PAGES } from "./Rail";

/** Something to go to or to do. */
export interface Action {
  readonly id: string;
  readonly text: string;
  /** What kind of thing it is. */
  readonly where: string;
  readonly icon: IconName;
  readonly run: () => void;
}

/** Everything that the palette offers, in its order. */
export function useActions(onHelp: () => void): Action[] {
  const [, change] = useSettings();
  const lock = useCommand("workspace_lock", { onError: tellError });
  const sync = useCommand("source_sync", { onError: tellError });
  const { data: views = [] } = useQueryOf("saved_view_list", {});
  const { data: samples = [] } = useQueryOf("audit_sample_list", {});
  const { data: sources = [] } = useQueryOf("source_list", {});
  const { data: schedules = [] } = useQueryOf("schedule_list", {});
  return [
    ...PAGES.map(({ id, title, icon }) => action(`page ${id}`, title, t`Page`, icon, () => navigatePage(id))),
    ...views.map((view) =>
      action(`view ${view.id}`, view.name, t`Saved view`, "bookmark", () => openReview(view.definition.filter)),
    ),
    ...samples.map((sample) =>
      action(`sample ${sample.id}`, sample.plan.name, t`Sample`, "sample", () => showSample(sample.id)),
    ),
    ...sources.map((source) =>
      action(`source ${source.id}`, source.name, t`Source`, "server", () => showSource(source.id)),
    ),
    ...sources
      .filter(({ config }) => config.kind !== "files")
      .map(({ id, name }) => action(`sync ${id}`, t`Sync ${name}`, t`Do`, "refresh", () => sync.mutate({ id }))),
    ...schedules.map(({ id, setup }) =>
      action(`schedule ${id}`, setup.name, t`Schedule`, "schedule", () => showSchedule(id)),
    ),
    action("export", t`Export what Review shows`, t`Do`, "upload", () => openExport(reviewFilter())),
    action("destinations", t`Destinations`, t`Page`, "upload", () => showExports("destinations")),
    action("add-source", t`Add a source`, t`Do`, "plus", () => openSourceDialog("add")),
    action("import", t`Import files`, t`Do`, "file", () => openSourceDialog("import")),
    action("light", t`Light theme`, t`Do`, "settings", () => change({ theme: "light" })),
    action("dark", t`Dark theme`, t`Do`, "settings", () => change({ theme: "dark" })),
    action("system", t`Theme as the system`, t`Do`, "settings", () => change({ theme: "system" })),
    action("keyboard", t`Keyboard`, t`Help`, "help", onHelp),
    action("lock", t`Lock workspace`, t`Do`, "lock", () => lock.mutate({})),
  ];
}

function action(id: string, text: string, where: string, icon: IconName, run: () => void): Action {
  return { id, text, where, icon, run };
}
