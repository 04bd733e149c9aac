import { expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatRate, formatSeconds, formatShare } from "./numbers";

test("counts have separators", () => {
  expect(formatCount(1_234_567)).toBe("1,234,567");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [1536, "1.54 kB"],
  [999_600, "1 MB"],
  [91_234_567, "91.2 MB"],
  [5_000_000_000_000_000, "5,000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0 µs"],
  [850, "850 µs"],
  [1000, "1 ms"],
  [12_340, "12.3 ms"],
  [999_499, "999 ms"],
  [999_500, "1 s"],
  [1_240_000, "1.24 s"],
  [59_949_000, "59.9 s"],
  [59_960_000, "1 min"],
  [125_000_000, "2 min 5 s"],
  [3_840_000_000, "1 h 4 min"],
])("%d microseconds are %s", (micros, text) => {
  expect(formatDuration(micros)).toBe(text);
});

test.each([
  [45, "45 s"],
  [60, "1 min"],
  [3600, "1 h"],
  [93_600, "1 d 2 h"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("a rate below ten keeps a decimal", () => {
  expect(formatRate(1240.6)).toBe("1,241/s");
  expect(formatRate(2.34)).toBe("2.3/s");
});

test("there is no share of nothing", () => {
  expect(formatShare(1, 0)).toBe("");
  expect(formatShare(1, 8)).toBe("12.5%");
});
