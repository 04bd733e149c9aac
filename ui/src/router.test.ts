import { describe, expect, test } from "vitest";
import { EXPORT_TABS, formatRoute, isUntouched, parseRoute, SOURCE_DIALOGS, SOURCE_TABS, type Route } from "./router";

const ROUTES: Route[] = [
  { page: "review", filter: "" },
  { page: "review", filter: 'actor:"Anna & Co?" #1 status>=400 100% +x /y' },
  { page: "sources", source: null, tab: "overview", dialog: null },
  ...SOURCE_TABS.map((tab): Route => ({ page: "sources", source: 3, tab, dialog: null })),
  ...SOURCE_DIALOGS.map((dialog): Route => ({ page: "sources", source: 3, tab: "quarantine", dialog })),
  { page: "settings" },
  ...EXPORT_TABS.map((tab): Route => ({ page: "exports", tab, run: null, filter: null })),
  { page: "exports", tab: "runs", run: 12, filter: null },
  { page: "exports", tab: "new", run: null, filter: "" },
];

describe("routes", () => {
  test.each(ROUTES)("%j is read back as it was written", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  test.each(["", "#", "#/", "#/nowhere", "#/constructor", "review"])("%j leads somewhere", (hash) => {
    expect(parseRoute(hash).page).toBe("review");
  });

  test("a tab or number that makes no sense is left out", () => {
    expect(parseRoute("#/exports/elsewhere?run=-1")).toEqual({ page: "exports", tab: "runs", run: null, filter: null });
    const list = { page: "sources", source: null, tab: "overview", dialog: null };
    expect(parseRoute("#/sources?source=1e99")).toEqual(list);
    expect(parseRoute("#/sources/constructor?source=")).toEqual(list);
  });

  test("an empty filter that was chosen is not the start as it was", () => {
    expect(isUntouched(parseRoute(""))).toBe(true);
    expect(isUntouched(parseRoute("#/review"))).toBe(false);
  });
});
