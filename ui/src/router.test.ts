import { describe, expect, test } from "vitest";
import { EXPORT_TABS, formatRoute, parseRoute, type Route } from "./router";

const ROUTES: Route[] = [
  { page: "review", filter: "" },
  { page: "review", filter: 'actor:"Anna & Co?" #1 status>=400 100% +x /y' },
  { page: "sources", source: null, add: false },
  { page: "sources", source: 3, add: true },
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
    expect(parseRoute("#/sources?source=1e99")).toEqual({ page: "sources", source: null, add: false });
    expect(parseRoute("#/sources?source=")).toEqual({ page: "sources", source: null, add: false });
  });
});
