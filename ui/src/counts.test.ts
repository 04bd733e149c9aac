import { expect, test } from "vitest";
import { formatEntries } from "./counts";

test("one is one, everything else is many, and the number has separators", () => {
  expect(formatEntries(1)).toBe("1 entry");
  expect(formatEntries(0)).toBe("0 entries");
  expect(formatEntries(1_234_567)).toBe("1,234,567 entries");
});
