import { expect, test } from "vitest";
import { seekTime } from "./seek";

const times = Array.from({ length: 10_000 }, (_, i) => Math.floor(i / 3) * 10);

test.each([false, true])("finds the first row at or past a moment, descending: %s", async (descending) => {
  const rows = descending ? times.toReversed() : times;
  let asked = 0;
  const timeAt = (rank: number) => {
    asked += 1;
    return Promise.resolve(rows[rank]);
  };
  for (const moment of [0, 5, 10, 12_345, 33_330]) {
    // oxlint-disable-next-line no-await-in-loop
    const rank = await seekTime(rows.length, descending, moment, timeAt);
    expect(rank).toBe(rows.findIndex((time) => (descending ? time <= moment : time >= moment)));
  }
  expect(asked, "at most 14 questions for 10,000 rows").toBeLessThanOrEqual(5 * 14);
});

test("a moment past the end leads to the last row", async () => {
  const timeAt = (rank: number) => Promise.resolve(times[rank]);
  expect(await seekTime(times.length, false, 1e12, timeAt)).toBe(9999);
  expect(await seekTime(0, false, 5, timeAt)).toBe(0);
});
