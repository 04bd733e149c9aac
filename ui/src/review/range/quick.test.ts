import { expect, test } from "vitest";
import type { Pill } from "../../bindings/Pill";
import { quickOf, rangeWords } from "./quick";

const pill = (text: string, field: Pill["field"] = "time"): Pill => ({ text, field, negated: text.startsWith("-") });

const words = (text: string) => rangeWords([pill(text)], "Europe/Berlin");

test("the button names a quick choice by its words and any other condition by its text", () => {
  expect(rangeWords([], "UTC")).toBe("All time");
  expect(rangeWords([pill("actor:a", "actor"), pill("time:24h")], "UTC")).toBe("Last 24 hours");
  expect(rangeWords([pill("time:2026-08")], "UTC")).toBe("2026-08");
  expect(rangeWords([pill("time>=2026-08-01"), pill("-time:2026-08-05")], "UTC")).toBe("time>=2026-08-01 -2026-08-05");
});

test("two moments are named in the zone of the screen, the day once where it is the same", () => {
  expect(words("time:2026-08-20T12:00:00.000000Z..2026-08-20T13:00:00Z")).toBe(
    "2026-08-20 14:00:00 – 15:00:00 UTC+02:00",
  );
  expect(words("time:2026-08-20T12:00:00+02:00..2026-08-21T12:00+02:00")).toBe(
    "2026-08-20 12:00:00 – 2026-08-21 12:00:00 UTC+02:00",
  );
});

test("only what is exactly a quick choice is marked as one", () => {
  expect(quickOf([])).toBe("");
  expect(quickOf([pill("time:7d")])).toBe("time:7d");
  expect(quickOf([pill("time:8d")])).toBeNull();
  expect(quickOf([pill("time:7d"), pill("time:24h")])).toBeNull();
});
