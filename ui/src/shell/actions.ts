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
    ...PAGES.map(({ id, title, icon }) => action(`page ${id}`, title, "Page", icon, () => navigatePage(id))),
    ...views.map((view) =>
      action(`view ${view.id}`, view.name, "Saved view", "bookmark", () => openReview(view.definition.filter)),
    ),
    ...samples.map((sample) =>
      action(`sample ${sample.id}`, sample.plan.name, "Sample", "sample", () => showSample(sample.id)),
    ),
    ...sources.map((source) =>
      action(`source ${source.id}`, source.name, "Source", "server", () => showSource(source.id)),
    ),
    ...sources
      .filter(({ config }) => config.kind !== "files")
      .map(({ id, name }) => action(`sync ${id}`, `Sync ${name}`, "Do", "refresh", () => sync.mutate({ id }))),
    ...schedules.map(({ id, setup }) =>
      action(`schedule ${id}`, setup.name, "Schedule", "schedule", () => showSchedule(id)),
    ),
    action("export", "Export what Review shows", "Do", "upload", () => openExport(reviewFilter())),
    action("destinations", "Destinations", "Page", "upload", () => showExports("destinations")),
    action("add-source", "Add a source", "Do", "plus", () => openSourceDialog("add")),
    action("import", "Import files", "Do", "file", () => openSourceDialog("import")),
    action("light", "Light theme", "Do", "settings", () => change({ theme: "light" })),
    action("dark", "Dark theme", "Do", "settings", () => change({ theme: "dark" })),
    action("system", "Theme as the system", "Do", "settings", () => change({ theme: "system" })),
    action("keyboard", "Keyboard", "Help", "help", onHelp),
    action("lock", "Lock workspace", "Do", "lock", () => lock.mutate({})),
  ];
}

function action(id: string, text: string, where: string, icon: IconName, run: () => void): Action {
  return { id, text, where, icon, run };
}
