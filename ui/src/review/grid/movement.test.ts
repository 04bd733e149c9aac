import { describe, expect, test } from "vitest";
import { move, type Stroke } from "./movement";

const bounds = { rows: 1_000_000, columns: 9, page: 20 };
const press = (key: string, held: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("movement in the grid", () => {
  test.each([
    ["j", 501],
    ["k", 499],
    ["ArrowDown", 501],
    ["ArrowUp", 499],
    ["PageDown", 520],
    ["PageUp", 480],
    ["Home", 0],
    ["End", 999_999],
  ])("%s leads from rank 500 to %i and keeps the column", (key, rank) => {
    expect(move(press(key), { rank: 500, column: 3 }, bounds)).toEqual({ rank, column: 3 });
  });

  test("stays inside at every edge", () => {
    expect(move(press("k"), { rank: 0, column: 0 }, bounds)).toEqual({ rank: 0, column: 0 });
    expect(move(press("PageDown"), { rank: 999_995, column: 0 }, bounds)).toEqual({ rank: 999_999, column: 0 });
    expect(move(press("ArrowRight"), { rank: 5, column: 8 }, bounds)).toEqual({ rank: 5, column: 8 });
    expect(move(press("ArrowLeft"), { rank: 5, column: 0 }, bounds)).toEqual({ rank: 5, column: 0 });
  });

  test("with Ctrl an arrow goes all the way", () => {
    expect(move(press("ArrowDown", { ctrlKey: true }), { rank: 5, column: 2 }, bounds)).toEqual({
      rank: 999_999,
      column: 2,
    });
    expect(move(press("ArrowRight", { metaKey: true }), { rank: 5, column: 2 }, bounds)).toEqual({
      rank: 5,
      column: 8,
    });
  });

  test("starts at the first row when nothing is active", () => {
    expect(move(press("j"), undefined, bounds)).toEqual({ rank: 0, column: 0 });
    expect(move(press("End"), undefined, bounds)).toEqual({ rank: 999_999, column: 0 });
  });

  test("leaves other keys, Alt and the browser's own shortcuts alone", () => {
    expect(move(press("a"), { rank: 5, column: 2 }, bounds)).toBeUndefined();
    expect(move(press("ArrowDown", { altKey: true }), { rank: 5, column: 2 }, bounds)).toBeUndefined();
    expect(move(press("j", { ctrlKey: true }), { rank: 5, column: 2 }, bounds)).toBeUndefined();
    expect(move(press("j"), undefined, { ...bounds, rows: 0 })).toBeUndefined();
  });
});
