import { expect, test } from "vitest";
import { hexDump } from "./hex";

test("a dump shows place, bytes and ASCII, and keeps its columns in a short line", () => {
  const lines = hexDump("7b226964223a2031327dff00c3a40a0d7d7d7d", 65_536).split("\n");
  expect(lines).toEqual([
    '00010000  7b 22 69 64 22 3a 20 31  32 7d ff 00 c3 a4 0a 0d  {"id": 12}......',
    "00010010  7d 7d 7d                                          }}}",
  ]);
});

test("nothing gives nothing", () => {
  expect(hexDump("", 0)).toBe("");
});
