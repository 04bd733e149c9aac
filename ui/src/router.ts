import { useSyncExternalStore } from "react";
import type { StoryBy } from "./bindings/StoryBy";

/** The tabs of the exports page. */
export const EXPORT_TABS = ["runs", "destinations", "new"] as const;
export type ExportTab = (typeof EXPORT_TABS)[number];

/** The parts of one schedule; `edit` and `copy` are its form. */
export const SCHEDULE_PARTS = ["overview", "runs", "coverage", "edit", "copy"] as const;
export type SchedulePart = (typeof SCHEDULE_PARTS)[number];

/** The tabs of one source. */
export const SOURCE_TABS = ["overview", "completeness", "quarantine", "certificate"] as const;
export type SourceTab = (typeof SOURCE_TABS)[number];

/** What may be open over the sources page: the wizard for a new source, or the import of files. */
export const SOURCE_DIALOGS = ["add", "import"] as const;
export type SourceDialog = (typeof SOURCE_DIALOGS)[number];

/** What the entries of a story may share. */
export const STORIES: readonly StoryBy[] = ["session", "actor", "request", "time"];

/** Where the user is. */
export type Route =
  | { page: "review"; filter: string }
  /** `against`: "period-before", "nothing", or the text of another filter. */
  | { page: "usage"; filter: string; against: string }
  | { page: "sources"; source: number | null; tab: SourceTab; dialog: SourceDialog | null }
  | {
      page: "exports";
      tab: ExportTab;
      run: number | null;
      filter: string | null;
      /** The schedule that is shown in place of the tabs, and what of it. */
      schedule: number | null;
      part: SchedulePart;
    }
  /** The entries that share a session, an actor or a request; `session` is the one of a request. */
  | { page: "replay"; by: StoryBy; value: string; session: string; key: string | null }
  | { page: "compare"; reference: string; keys: readonly string[] }
  | { page: "samples"; sample: number | null }
  | { page: "settings" };
export type Page = Route["page"];

const START: Route = { page: "review", filter: "" };

function numberOf(text: string | null): number | null {
  const number = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** Reads a route from the address, `#/exports/runs?run=3`. What it does not know leads to the start. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [page, tab] = path.split("/");
  const parameters = new URLSearchParams(query);
  switch (page) {
    case "review":
      return { page, filter: parameters.get("filter") ?? "" };
    case "usage":
      return { page, filter: parameters.get("filter") ?? "", against: parameters.get("against") ?? "period-before" };
    case "sources":
      return {
        page,
        source: numberOf(parameters.get("source")),
        tab: SOURCE_TABS.find((known) => known === tab) ?? "overview",
        dialog: SOURCE_DIALOGS.find((known) => parameters.has(known)) ?? null,
      };
    case "exports":
      return {
        page,
        tab: EXPORT_TABS.find((known) => known === tab) ?? "runs",
        run: numberOf(parameters.get("run")),
        filter: parameters.get("filter"),
        schedule: numberOf(parameters.get("schedule")),
        part: SCHEDULE_PARTS.find((known) => known === parameters.get("part")) ?? "overview",
      };
    case "replay":
      return {
        page,
        by: STORIES.find((known) => known === parameters.get("by")) ?? "session",
        value: parameters.get("value") ?? "",
        session: parameters.get("session") ?? "",
        key: parameters.get("key"),
      };
    case "compare":
      return {
        page,
        reference: parameters.get("reference") ?? "",
        keys: (parameters.get("keys") ?? "").split(",").filter((key) => key !== ""),
      };
    case "samples":
      return { page, sample: numberOf(parameters.get("sample")) };
    case "settings":
      return { page };
    default:
      return START;
  }
}

/** Writes a route as an address. `parseRoute` reads it back without loss. */
export function formatRoute(route: Route): string {
  const parameters = new URLSearchParams();
  let path: string = route.page;
  if (route.page === "review" && route.filter !== "") parameters.set("filter", route.filter);
  if (route.page === "usage") {
    if (route.filter !== "") parameters.set("filter", route.filter);
    if (route.against !== "period-before") parameters.set("against", route.against);
  }
  if (route.page === "sources") {
    if (route.tab !== "overview") path = `sources/${route.tab}`;
    if (route.source !== null) parameters.set("source", String(route.source));
    if (route.dialog !== null) parameters.set(route.dialog, "");
  }
  if (route.page === "exports") {
    path = `exports/${route.tab}`;
    if (route.run !== null) parameters.set("run", String(route.run));
    if (route.filter !== null) parameters.set("filter", route.filter);
    if (route.schedule !== null) parameters.set("schedule", String(route.schedule));
    if (route.part !== "overview") parameters.set("part", route.part);
  }
  if (route.page === "replay") {
    parameters.set("by", route.by);
    parameters.set("value", route.value);
    if (route.session !== "") parameters.set("session", route.session);
    if (route.key !== null) parameters.set("key", route.key);
  }
  if (route.page === "compare") {
    parameters.set("reference", route.reference);
    parameters.set("keys", route.keys.join(","));
  }
  if (route.page === "samples" && route.sample !== null) parameters.set("sample", String(route.sample));
  const query = parameters.toString();
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

let current: Route = typeof window === "undefined" ? START : parseRoute(window.location.hash);
const remembered = new Map<Page, Route>([[current.page, current]]);
const listeners = new Set<() => void>();

function show(route: Route): void {
  current = route;
  remembered.set(route.page, route);
  for (const listener of listeners) listener();
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", () => show(parseRoute(window.location.hash)));
}

/** Goes to a route. `replace` leaves no step for "back", for changes within a page. */
export function navigate(route: Route, how: "push" | "replace" = "push"): void {
  const hash = formatRoute(route);
  if (hash === formatRoute(current)) return;
  if (how === "push") window.history.pushState(null, "", hash);
  else window.history.replaceState(null, "", hash);
  show(route);
}

/** Goes to a page as the user left it. */
export function navigatePage(page: Page): void {
  navigate(remembered.get(page) ?? parseRoute(`#/${page}`));
}

/** Opens the review page with a filter. */
export function openReview(filter: string): void {
  navigate({ page: "review", filter });
}

/** Changes what a page shows. Who has gone on to another page meanwhile stays there, and finds the change when coming back. */
export function changePage(route: Route): void {
  if (current.page === route.page) navigate(route);
  else remembered.set(route.page, route);
}

/** Opens the comparison of entries with one of them. */
export function openCompare(reference: string, keys: readonly string[]): void {
  navigate({ page: "compare", reference, keys }, current.page === "compare" ? "replace" : "push");
}

/** Opens a story at one of its entries. */
export function openReplay(story: { by: StoryBy; value: string; session: string }, key: string | null): void {
  navigate({ page: "replay", ...story, key }, current.page === "replay" ? "replace" : "push");
}

/** Opens "New export" with a filter. */
export function openExport(filter: string): void {
  navigate({ page: "exports", tab: "new", run: null, filter, schedule: null, part: "overview" });
}

/** Shows a tab of the exports page, and a run beside the list. */
export function showExports(tab: ExportTab, run: number | null = null, how: "push" | "replace" = "push"): void {
  navigate({ page: "exports", tab, run, filter: null, schedule: null, part: "overview" }, how);
}

/** Shows a part of a schedule, and one of its runs. */
export function showSchedule(schedule: number, part: SchedulePart = "overview", run: number | null = null): void {
  const isShown = current.page === "exports" && current.schedule === schedule && current.part === part;
  navigate({ page: "exports", tab: "runs", run, filter: null, schedule, part }, isShown ? "replace" : "push");
}

/** Shows a sample. */
export function showSample(sample: number): void {
  navigate({ page: "samples", sample }, current.page === "samples" ? "replace" : "push");
}

/** Shows a source, or the list where there is none to show. */
export function showSource(source: number | null, tab: SourceTab = "overview"): void {
  navigate({ page: "sources", source, tab, dialog: null }, current.page === "sources" ? "replace" : "push");
}

/** Opens the wizard for a new source, or the import of files, over the sources page as it is. */
export function openSourceDialog(dialog: SourceDialog): void {
  const below = current.page === "sources" ? current : { source: null, tab: "overview" as const };
  navigate(
    { page: "sources", source: below.source, tab: below.tab, dialog },
    current.page === "sources" ? "replace" : "push",
  );
}

/** Whether nobody chose where to go yet: the start as it was, with no filter set or taken away. */
export function isUntouched(route: Route): boolean {
  return route === START;
}

/** The filter that the review page has, or had last. */
export function reviewFilter(): string {
  const route = remembered.get("review");
  return route?.page === "review" ? route.filter : "";
}

/** Forgets where the user was, when another workspace is opened. */
export function resetRoute(): void {
  remembered.clear();
  navigate(START, "replace");
}

/** The route at this moment, for what is not drawn. */
export function routeNow(): Route {
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The route, kept up to date. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current);
}
