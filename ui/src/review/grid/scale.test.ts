import { describe, expect, test } from "vitest";
import {
  ROW_HEIGHT,
  TRACK_LIMIT,
  centre,
  clampTop,
  fromScroll,
  isScaled,
  maxTop,
  reveal,
  rowsAt,
  rowsPerPage,
  toScroll,
  trackHeight,
} from "./scale";

const small = { rows: 1000, viewport: 600 };
const million = { rows: 1_000_000, viewport: 611 };
const tenMillion = { rows: 10_000_000, viewport: 600 };

describe("scaled scrolling", () => {
  test("is the identity while the content fits into the track", () => {
    expect(isScaled(small)).toBe(false);
    for (let top = 0; top <= maxTop(small); top += 1) {
      expect(toScroll(top, small)).toBe(top);
      expect(fromScroll(top, small)).toBe(top);
    }
  });

  test("never makes the track higher than the limit, and exactly as high as the content below it", () => {
    expect(trackHeight(tenMillion)).toBe(TRACK_LIMIT);
    expect(trackHeight(small)).toBe(1000 * ROW_HEIGHT);
    expect(trackHeight({ rows: 0, viewport: 600 })).toBe(0);
  });

  test.each([million, tenMillion, { rows: 100_000_000, viewport: 333 }])(
    "reaches every rank of $rows rows",
    (extent) => {
      expect(isScaled(extent)).toBe(true);
      const step = Math.max(1, Math.floor(extent.rows / 5003));
      for (let rank = 0; rank < extent.rows; rank += step) {
        const top = reveal(rank, 0, extent);
        const { first, end } = rowsAt(top, extent);
        expect(rank, "the revealed row is drawn").toBeGreaterThanOrEqual(first);
        expect(rank).toBeLessThan(end);
        expect(rank * ROW_HEIGHT, "and wholly visible").toBeGreaterThanOrEqual(top);
        expect((rank + 1) * ROW_HEIGHT).toBeLessThanOrEqual(top + extent.viewport);
      }
      expect(fromScroll(toScroll(maxTop(extent), extent), extent)).toBe(maxTop(extent));
      expect(rowsAt(maxTop(extent), extent).end).toBe(extent.rows);
    },
  );

  test("is monotone both ways", () => {
    let before = -1;
    for (let scroll = 0; scroll <= TRACK_LIMIT; scroll += 9973) {
      const top = fromScroll(scroll, tenMillion);
      expect(top).toBeGreaterThan(before);
      before = top;
    }
    before = -1;
    for (let top = 0; top <= maxTop(tenMillion); top += 99_991) {
      const scroll = toScroll(top, tenMillion);
      expect(scroll).toBeGreaterThan(before);
      before = scroll;
    }
  });

  test("a round trip loses less than half a pixel of the track", () => {
    const pixel = maxTop(tenMillion) / (TRACK_LIMIT - tenMillion.viewport);
    for (let top = 0; top < maxTop(tenMillion); top += 1_234_567) {
      expect(Math.abs(fromScroll(toScroll(top, tenMillion), tenMillion) - top)).toBeLessThanOrEqual(pixel / 2 + 1e-6);
    }
  });

  test("moves by exact amounts, because the position is kept in content pixels", () => {
    let top = 123_456_789;
    for (let i = 0; i < 1000; i += 1) top = clampTop(top + ROW_HEIGHT, tenMillion);
    expect(top).toBe(123_456_789 + 1000 * ROW_HEIGHT);
  });

  test("reveals with the least movement and leaves a visible row alone", () => {
    expect(reveal(10, 0, small)).toBe(0);
    expect(reveal(10, 20 * ROW_HEIGHT, small)).toBe(10 * ROW_HEIGHT);
    expect(reveal(30, 0, small)).toBe(31 * ROW_HEIGHT - 600);
    expect(centre(500, small)).toBe(500 * ROW_HEIGHT - 286);
    expect(centre(0, small)).toBe(0);
    expect(centre(999, small)).toBe(maxTop(small));
  });

  test("draws nothing for nothing and everything for little", () => {
    expect(rowsAt(0, { rows: 0, viewport: 600 })).toEqual({ first: 0, end: 0 });
    expect(rowsAt(0, { rows: 3, viewport: 600 })).toEqual({ first: 0, end: 3 });
    expect(rowsPerPage({ rows: 3, viewport: 10 })).toBe(1);
  });
});
