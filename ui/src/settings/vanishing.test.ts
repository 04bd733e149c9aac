import { expect, test } from "vitest";
import type { Vanishing } from "../bindings/Vanishing";
import { isLosing, vanishingWords } from "./vanishing";

const NONE: Vanishing = { within_days: 7, first: null, entries: 0, missing: null, without_payload: 0 };

test("what vanishes is said with what is not here", () => {
  expect(vanishingWords(NONE, "UTC")).toBe("Nothing is deleted there within 7 days.");
  const some = { ...NONE, entries: 18_204, missing: 0, first: Date.UTC(2026, 7, 20) * 1000 };
  expect(vanishingWords(some, "UTC")).toBe(
    "18,204 entries are deleted there within 7 days, the first on 2026-08-20. All of them are here.",
  );
  expect(vanishingWords({ ...some, missing: 3, without_payload: 12 }, "UTC")).toBe(
    "18,204 entries are deleted there within 7 days, the first on 2026-08-20. 3 of them are not here yet: sync now, 12 without payload.",
  );
  expect(vanishingWords({ ...some, entries: 1, missing: null }, "UTC")).toBe(
    "1 entry is deleted there within 7 days, the first on 2026-08-20. How many of them are not here is not known.",
  );
});

test("a loss is what is deleted there and not here", () => {
  expect(isLosing(null)).toBe(false);
  expect(isLosing({ ...NONE, entries: 5, missing: null })).toBe(false);
  expect(isLosing({ ...NONE, entries: 5, missing: 0 })).toBe(false);
  expect(isLosing({ ...NONE, entries: 5, missing: 1 })).toBe(true);
});
