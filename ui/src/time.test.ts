import { expect, test } from "vitest";
import {
  formatAgo,
  formatDay,
  formatMoment,
  formatOffset,
  formatRfc3339,
  formatWall,
  formatZone,
  isZone,
} from "./time";

const SUMMER = Date.UTC(2026, 7, 20, 12, 3, 22) * 1000 + 123_456;
const WINTER = Date.UTC(2026, 0, 20, 23, 30, 0) * 1000;

test("a moment always shows its zone", () => {
  expect(formatMoment(SUMMER, "UTC")).toBe("2026-08-20 12:03:22 UTC");
  expect(formatMoment(SUMMER, "Europe/Berlin")).toBe("2026-08-20 14:03:22 UTC+02:00");
  expect(formatMoment(SUMMER, "Asia/Kathmandu")).toBe("2026-08-20 17:48:22 UTC+05:45");
  expect(formatMoment(SUMMER, "America/New_York")).toBe("2026-08-20 08:03:22 UTC-04:00");
});

test("the offset follows daylight-saving time", () => {
  expect(formatOffset(SUMMER, "Europe/Berlin")).toBe("UTC+02:00");
  expect(formatOffset(WINTER, "Europe/Berlin")).toBe("UTC+01:00");
  expect(formatOffset(WINTER, "Europe/London")).toBe("UTC");
});

test("the repeated hour of autumn is told apart by its offset", () => {
  const first = Date.UTC(2026, 9, 25, 0, 30) * 1000;
  const second = Date.UTC(2026, 9, 25, 1, 30) * 1000;
  expect(formatMoment(first, "Europe/Berlin")).toBe("2026-10-25 02:30:00 UTC+02:00");
  expect(formatMoment(second, "Europe/Berlin")).toBe("2026-10-25 02:30:00 UTC+01:00");
});

test("fractions are cut, not rounded, also before 1970", () => {
  expect(formatWall(SUMMER, "UTC", 3)).toBe("2026-08-20 12:03:22.123");
  expect(formatWall(SUMMER, "UTC", 6)).toBe("2026-08-20 12:03:22.123456");
  expect(formatWall(-1, "UTC", 6)).toBe("1969-12-31 23:59:59.999999");
});

test("midnight is hour 00 of the new day", () => {
  expect(formatWall(WINTER + 1800e6, "UTC")).toBe("2026-01-21 00:00:00");
  expect(formatDay(WINTER, "Europe/Berlin")).toBe("2026-01-21");
});

test("RFC 3339 names the same moment", () => {
  const text = formatRfc3339(SUMMER, "Europe/Berlin");
  expect(text).toBe("2026-08-20T14:03:22.123456+02:00");
  expect(Date.parse(text)).toBe(Math.floor(SUMMER / 1000));
});

test("zones are named with their offset", () => {
  expect(formatZone("UTC", SUMMER)).toBe("UTC");
  expect(formatZone("Europe/Berlin", SUMMER)).toBe("Europe/Berlin (UTC+02:00)");
  expect(isZone("Europe/Berlin")).toBe(true);
  expect(isZone("Mars/Olympus")).toBe(false);
});

test.each([
  [5, "just now"],
  [59, "59 s ago"],
  [60, "1 min ago"],
  [7199, "1 h ago"],
  [172_800, "2 d ago"],
  [-120, "in 2 min"],
])("%d seconds back is %s", (seconds, text) => {
  expect(formatAgo(SUMMER - seconds * 1e6, SUMMER)).toBe(text);
});
