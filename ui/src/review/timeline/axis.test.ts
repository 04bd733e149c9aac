import { describe, expect, test } from "vitest";
import { ticksOf } from "./axis";

const at = (text: string) => Date.parse(text) * 1000;
const texts = (from: string, until: string, width: number, zone: string) =>
  ticksOf({ from: at(from), until: at(until) }, width, zone).map((tick) => tick.text);

describe("ticks of the time axis", () => {
  test("stand at the zone's own midnights", () => {
    const ticks = ticksOf(
      { from: at("2026-08-20T00:00:00Z"), until: at("2026-08-24T00:00:00Z") },
      400,
      "Europe/Berlin",
    );
    expect(ticks.map((tick) => tick.text)).toEqual(["2026-08-21", "2026-08-22", "2026-08-23"]);
    expect(ticks[0]?.x).toBeCloseTo((22 / 96) * 400);
  });

  test("stay at midnight across a change of the clock", () => {
    expect(texts("2026-10-23T22:00:00Z", "2026-10-28T23:00:00Z", 600, "Europe/Berlin")).toEqual([
      "2026-10-24",
      "2026-10-25",
      "2026-10-26",
      "2026-10-27",
      "2026-10-28",
    ]);
    expect(texts("2026-03-27T23:00:00Z", "2026-03-31T22:00:00Z", 500, "Europe/Berlin")).toEqual([
      "2026-03-28",
      "2026-03-29",
      "2026-03-30",
      "2026-03-31",
    ]);
  });

  test("write the day where it changes and the time else", () => {
    expect(texts("2026-08-20T18:00:00Z", "2026-08-21T06:00:00Z", 500, "UTC")).toEqual([
      "18:00",
      "21:00",
      "08-21",
      "03:00",
    ]);
    expect(texts("2026-08-20T14:00:00Z", "2026-08-20T14:00:20Z", 500, "UTC")[1]).toBe("14:00:05");
  });

  test("always have room", () => {
    for (const width of [120, 333, 1000, 1800]) {
      for (const days of [0.001, 0.3, 1, 9, 90, 400, 4000]) {
        const from = at("2026-01-01T00:00:00Z");
        const ticks = ticksOf({ from, until: from + days * 86_400e6 }, width, "America/New_York");
        ticks.slice(1).forEach((tick, i) => expect(tick.x - (ticks[i]?.x ?? 0)).toBeGreaterThan(60));
        expect(ticks.length).toBeLessThan(30);
      }
    }
  });
});
