import { describe, expect, test } from "vitest";
import type { Coverage } from "../../bindings/Coverage";
import type { CoverageState } from "../../bindings/CoverageState";
import {
  DAY,
  daysOf,
  gravest,
  HOUR,
  hourAfter,
  hourAt,
  monthName,
  monthOf,
  MONTHS,
  shortMonthName,
  readOf,
  spanName,
  spanOf,
  sumOf,
} from "./calendar";
import { COVERAGE_STATES, hourWords } from "./states";

const NOVEMBER = Date.UTC(2026, 10, 1) * 1000;

function coverage(...states: CoverageState[]): Coverage {
  return {
    from: NOVEMBER,
    hours: states.map((state) => ({ state, entries: 10, exported: 6, late: 2 })),
  };
}

function november(...states: CoverageState[]): CoverageState {
  return gravest(sumOf(coverage(...states), NOVEMBER, monthOf(NOVEMBER, 1)));
}

describe("months", () => {
  test("begin at midnight UTC, over the ends of years", () => {
    expect(monthOf(NOVEMBER + 12 * DAY + 5)).toBe(NOVEMBER);
    expect(monthOf(NOVEMBER, 2)).toBe(Date.UTC(2027, 0, 1) * 1000);
    expect(monthOf(NOVEMBER, -11)).toBe(Date.UTC(2025, 11, 1) * 1000);
    expect(monthName(NOVEMBER)).toBe("Nov 2026");
    expect([1, 2, 3].map((by) => shortMonthName(monthOf(NOVEMBER, by)))).toEqual(["Dec", "Jan 2027", "Feb"]);
  });

  test("have their days, leap years too", () => {
    const lengths = [2027, 2028].map((year) => daysOf(Date.UTC(year, 1, 1) * 1000).length);
    expect(lengths).toEqual([28, 29]);
    expect(daysOf(NOVEMBER).at(-1)).toBe(NOVEMBER + 29 * DAY);
  });

  test("that are read at once are never more than the core answers", () => {
    for (let month = 0; month < 48; month += 1) {
      const { from, until } = readOf(monthOf(NOVEMBER, month));
      expect((until - from) / DAY).toBeLessThanOrEqual(400);
      expect(monthOf(from, MONTHS)).toBe(until);
    }
  });
});

describe("hours", () => {
  test("that were not asked for count as without data", () => {
    const read = coverage("exported");
    expect(hourAt(read, NOVEMBER).state).toBe("exported");
    expect(hourAt(read, NOVEMBER - HOUR)).toMatchObject({ state: "no_data", entries: 0 });
    expect(hourAt(read, NOVEMBER + HOUR)).toMatchObject({ state: "no_data", entries: 0 });
  });

  test("of a span are summed", () => {
    const sum = sumOf(coverage("exported", "late", "before"), NOVEMBER, NOVEMBER + 4 * HOUR);
    expect(sum).toEqual({
      hours: { no_data: 1, exported: 1, late: 1, waiting: 0, failed: 0, before: 1 },
      entries: 30,
      exported: 18,
      late: 6,
    });
  });

  test("stand for a month by the gravest of them", () => {
    expect(november("exported", "failed", "before")).toBe("failed");
    expect(november("exported", "late")).toBe("late");
    expect(november("exported")).toBe("exported");
    expect(november()).toBe("no_data");
  });

  test("are told in words", () => {
    const late = { state: "late", entries: 1_204, exported: 1_204, late: 3 } as const;
    expect(hourWords(late)).toBe("Late: 1,204 entries, 1,204 exported, 3 of them late");
    expect(hourWords({ state: "no_data", entries: 0, exported: 0, late: 0 })).toBe("No data");
  });

  test("differ in their marks, not by colour alone", () => {
    const marks = Object.values(COVERAGE_STATES).map(({ mark }) => mark);
    expect(new Set(marks).size).toBe(marks.length);
  });
});

describe("keys", () => {
  const noon = NOVEMBER + 12 * HOUR;

  test("move by hours and days", () => {
    expect(hourAfter("ArrowRight", noon, NOVEMBER)).toBe(noon + HOUR);
    expect(hourAfter("ArrowDown", noon, NOVEMBER)).toBe(noon + DAY);
    expect(hourAfter("Home", noon, NOVEMBER)).toBe(NOVEMBER);
    expect(hourAfter("End", noon, NOVEMBER)).toBe(NOVEMBER + 23 * HOUR);
    expect(hourAfter("a", noon, NOVEMBER)).toBeNull();
  });

  test("stay within the month", () => {
    expect(hourAfter("ArrowUp", noon, NOVEMBER)).toBe(NOVEMBER);
    const last = monthOf(NOVEMBER, 1) - HOUR;
    expect(hourAfter("ArrowRight", last, NOVEMBER)).toBe(last);
  });
});

test("what is chosen is a half-open span, in whatever direction", () => {
  const forth = { anchor: NOVEMBER, head: NOVEMBER + 2 * HOUR };
  expect(spanOf(forth)).toEqual({ from: NOVEMBER, until: NOVEMBER + 3 * HOUR });
  expect(spanOf({ anchor: forth.head, head: forth.anchor })).toEqual(spanOf(forth));
  expect(spanName(spanOf(forth))).toBe("2026-11-01 00:00 to 03:00 UTC");
  expect(spanName({ from: NOVEMBER, until: NOVEMBER + DAY })).toBe("2026-11-01 00:00 to 2026-11-02 00:00 UTC");
});
