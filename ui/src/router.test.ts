import { describe, expect, test } from "vitest";
import {
  EXPORT_TABS,
  formatRoute,
  isUntouched,
  parseRoute,
  SCHEDULE_PARTS,
  SOURCE_DIALOGS,
  SOURCE_TABS,
  type Route,
} from "./router";

function exports(change: Partial<Extract<Route, { page: "exports" }>>): Route {
  return { page: "exports", tab: "runs", run: null, filter: null, schedule: null, part: "overview", ...change };
}

const ROUTES: Route[] = [
  { page: "review", filter: "" },
  { page: "review", filter: 'actor:"Anna & Co?" #1 status>=400 100% +x /y' },
  { page: "sources", source: null, tab: "overview", dialog: null },
  ...SOURCE_TABS.map((tab): Route => ({ page: "sources", source: 3, tab, dialog: null })),
  ...SOURCE_DIALOGS.map((dialog): Route => ({ page: "sources", source: 3, tab: "quarantine", dialog })),
  { page: "settings" },
  ...EXPORT_TABS.map((tab) => exports({ tab })),
  exports({ run: 12 }),
  exports({ tab: "new", filter: "" }),
  ...SCHEDULE_PARTS.map((part) => exports({ schedule: 3, part })),
  exports({ schedule: 3, part: "runs", run: 12 }),
];

describe("routes", () => {
  test.each(ROUTES)("%j is read back as it was written", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  test.each(["", "#", "#/", "#/nowhere", "#/constructor", "review"])("%j leads somewhere", (hash) => {
    expect(parseRoute(hash).page).toBe("review");
  });

  test("a tab or number that makes no sense is left out", () => {
    expect(parseRoute("#/exports/elsewhere?run=-1&schedule=x&part=toString")).toEqual(exports({}));
    const list = { page: "sources", source: null, tab: "overview", dialog: null };
    expect(parseRoute("#/sources?source=1e99")).toEqual(list);
    expect(parseRoute("#/sources/constructor?source=")).toEqual(list);
  });

  test("an empty filter that was chosen is not the start as it was", () => {
    expect(isUntouched(parseRoute(""))).toBe(true);
    expect(isUntouched(parseRoute("#/review"))).toBe(false);
  });
});
