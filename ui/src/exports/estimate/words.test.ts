import { describe, expect, test } from "vitest";
import type { Estimate } from "../../bindings/Estimate";
import { formatBytes, formatCount } from "../../numbers";
import { figureWords, objectWords, timeWords } from "./words";

const exact = (value: number) => ({ about: value, low: value, high: value, exact: true });

const ESTIMATE: Estimate = {
  rows: 300,
  sampled: 300,
  bytes: exact(1200),
  objects: exact(3),
  requests: exact(3),
  seconds: null,
  by_runs: 0,
};

describe("figures", () => {
  test("what is exact stands alone", () => {
    expect(figureWords(exact(1200), formatBytes)).toBe("1.2 kB");
  });

  test("what is estimated says so, with its ends where they can be told apart", () => {
    const figure = { about: 2_000_000, low: 1_500_000, high: 2_500_000, exact: false };
    expect(figureWords(figure, formatBytes)).toBe("about 2 MB (1.5 MB to 2.5 MB)");
    expect(figureWords({ about: 7, low: 7, high: 7, exact: false }, formatCount)).toBe("about 7");
  });
});

describe("estimates", () => {
  test("requests are told where there are any", () => {
    expect(objectWords(ESTIMATE)).toBe("3, by 3 requests");
    expect(objectWords({ ...ESTIMATE, requests: exact(0) })).toBe("3");
  });

  test("no time is invented", () => {
    expect(timeWords(ESTIMATE)).toBe("Not known yet: no export to this destination so far");
    expect(timeWords({ ...ESTIMATE, rows: 0 })).toBe("Nothing to write");
  });

  test("the time says by what it is told", () => {
    const seconds = { about: 90, low: 60, high: 125, exact: false };
    expect(timeWords({ ...ESTIMATE, seconds, by_runs: 1 })).toBe(
      "about 1 min 30 s (1 min to 2 min 5 s), by the last 1 run",
    );
  });
});
