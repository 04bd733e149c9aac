import { describe, expect, test } from "vitest";
import { readJump } from "./jump";

const at = (text: string) => ({ time: Date.parse(text) * 1000 });

describe("where to jump", () => {
  test("row numbers count from one and may be grouped", () => {
    expect(readJump("1", 1e6, "UTC")).toEqual({ rank: 0 });
    expect(readJump(" 999,999 ", 1e6, "UTC")).toEqual({ rank: 999_998 });
    expect(readJump("1 000 000", 1e6, "UTC")).toEqual({ rank: 999_999 });
  });

  test("a percentage is a share of the rows", () => {
    expect(readJump("0%", 1001, "UTC")).toEqual({ rank: 0 });
    expect(readJump("50 %", 1001, "UTC")).toEqual({ rank: 500 });
    expect(readJump("100%", 1001, "UTC")).toEqual({ rank: 1000 });
  });

  test("a wall-clock moment is read in the zone of the screen, one with an offset as it says", () => {
    expect(readJump("2026-08-20", 10, "Europe/Berlin")).toEqual(at("2026-08-19T22:00:00Z"));
    expect(readJump("2026-08-20 14:30", 10, "Europe/Berlin")).toEqual(at("2026-08-20T12:30:00Z"));
    expect(readJump("2026-08-20T14:30:05Z", 10, "Europe/Berlin")).toEqual(at("2026-08-20T14:30:05Z"));
    expect(readJump("2026-08-20T14:30:00+05:30", 10, "UTC")).toEqual(at("2026-08-20T09:00:00Z"));
  });

  test.each(["", "tomorrow", "12a", "2026-13-45", "-5"])("nothing else is a place: %s", (text) => {
    expect(readJump(text, 10, "UTC")).toBeNull();
  });
});
