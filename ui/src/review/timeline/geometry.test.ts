import { describe, expect, test } from "vitest";
import {
  barAt,
  barTotal,
  moveHead,
  scaleEnd,
  spanOf,
  stack,
  stretchTotal,
  visibleGaps,
  xOf,
  type Bar,
} from "./geometry";

const HOUR = 3_600_000_000;
const hours: Bar[] = Array.from({ length: 24 }, (_, i) => ({
  from: i * HOUR,
  until: (i + 1) * HOUR,
  counts: [i, 0, i % 3, 0, 1],
  tool_errors: 0,
}));
/** Three months of 31, 28 and 31 days. */
const months: Bar[] = [0, 31, 59].map((day, i) => ({
  from: day * 24 * HOUR,
  until: [31, 59, 90].map((end) => end * 24 * HOUR)[i] ?? 0,
  counts: [1, 0, 0, 0, 0],
  tool_errors: 0,
}));

describe("timeline geometry", () => {
  test.each([
    ["hours", hours],
    ["months of unequal length", months],
  ])("finds the bar under every position: %s", (_name, bars) => {
    const extent = { from: bars[0]?.from ?? 0, until: bars.at(-1)?.until ?? 0 };
    bars.forEach((bar, i) => {
      const from = xOf(bar.from, extent, 800);
      const until = xOf(bar.until, extent, 800);
      expect(barAt(from + 0.01, bars, 800)).toBe(i);
      expect(barAt(until - 0.01, bars, 800)).toBe(i);
    });
    expect(barAt(-50, bars, 800)).toBe(0);
    expect(barAt(900, bars, 800)).toBe(bars.length - 1);
  });

  test("a brush covers whole bars, whichever way it was drawn", () => {
    expect(spanOf({ anchor: 3, head: 5 }, hours)).toEqual({ from: 3 * HOUR, until: 6 * HOUR });
    expect(spanOf({ anchor: 5, head: 3 }, hours)).toEqual({ from: 3 * HOUR, until: 6 * HOUR });
    expect(spanOf({ anchor: 4, head: 4 }, hours)).toEqual({ from: 4 * HOUR, until: 5 * HOUR });
    expect(spanOf({ anchor: 0, head: 99 }, hours)).toBeUndefined();
    expect(stretchTotal({ anchor: 5, head: 3 }, hours)).toBe(3 + 4 + 5 + (0 + 1 + 2) + 3);
  });

  test("the keyboard moves and extends the brush and stays inside", () => {
    const start = moveHead(undefined, (i) => i - 1, false, 24);
    expect(start).toEqual({ anchor: 23, head: 23 });
    const left = moveHead(start, (i) => i - 1, true, 24);
    expect(left).toEqual({ anchor: 23, head: 22 });
    expect(moveHead(left, (i) => i + 10, true, 24)).toEqual({ anchor: 23, head: 23 });
    expect(moveHead(left, () => 0, false, 24)).toEqual({ anchor: 0, head: 0 });
    expect(moveHead(undefined, (i) => i, false, 0)).toBeUndefined();
  });

  test("a stacked bar shows every outcome that occurs and keeps its height", () => {
    const bar: Bar = { from: 0, until: 1, counts: [999_990, 1, 0, 1, 8], tool_errors: 0 };
    const parts = stack(bar, 1_000_000, 100);
    expect(parts.map((part) => part.outcome)).toEqual([0, 1, 3, 4]);
    for (const part of parts) expect(part.height).toBeGreaterThanOrEqual(1.5);
    const top = parts.at(-1);
    expect((top?.bottom ?? 0) + (top?.height ?? 0)).toBeCloseTo((barTotal(bar) / 1_000_000) * 100);
    expect(stack({ ...bar, counts: [0, 0, 0, 0, 0] }, 10, 100)).toEqual([]);
  });

  test("gaps are cut to what is shown and merged where they touch", () => {
    const extent = { from: 0, until: 24 * HOUR };
    expect(
      visibleGaps(
        [
          { from: null, until: 2 * HOUR, reason: "out_of_reach", scope: null },
          { from: HOUR, until: 3 * HOUR, reason: "out_of_reach", scope: null },
          { from: 5 * HOUR, until: 6 * HOUR, reason: "missed", scope: null },
          { from: 6 * HOUR, until: 7 * HOUR, reason: "missed", scope: "token ci" },
          { from: 20 * HOUR, until: 99 * HOUR, reason: "missed", scope: null },
          { from: 30 * HOUR, until: 40 * HOUR, reason: "incomplete", scope: null },
        ],
        extent,
        [],
      ),
    ).toEqual([
      { from: 0, until: 3 * HOUR, words: "no data" },
      { from: 5 * HOUR, until: 7 * HOUR, words: "incomplete" },
      { from: 20 * HOUR, until: 24 * HOUR, words: "missed" },
    ]);
  });

  test("a gap with entries of another source in it is incomplete, not without data", () => {
    const gap = { from: null, until: 10 * HOUR, reason: "out_of_reach", scope: null } as const;
    const extent = { from: 0, until: 24 * HOUR };
    const bar = { from: 9 * HOUR, until: 11 * HOUR, counts: [5], tool_errors: 0 };
    expect(visibleGaps([gap], extent, [bar])[0]?.words, "the bar at its end reaches beyond it").toBe("no data");
    const inside = { ...bar, from: 4 * HOUR, until: 5 * HOUR };
    expect(visibleGaps([gap], extent, [inside, bar])[0]?.words).toBe("incomplete");
  });

  test("the scale ends at a round number that is not below any bar", () => {
    const ends = [1, 2, 3, 7, 9, 11, 16, 99, 101, 400_001].map((n) =>
      scaleEnd([{ from: 0, until: 1, counts: [n], tool_errors: 0 }]),
    );
    expect(ends).toEqual([1, 2, 3, 10, 10, 15, 20, 100, 150, 500_000]);
    expect(scaleEnd([])).toBe(0);
  });
});
