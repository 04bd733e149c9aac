import { expect, test } from "vitest";
import { zoomBy } from "./zoom";

test("plus and minus go one step, also from between two steps and no further than the ends, zero goes back", () => {
  expect(zoomBy("+", 100)).toBe(110);
  expect(zoomBy("=", 105)).toBe(110);
  expect(zoomBy("-", 105)).toBe(100);
  expect(zoomBy("+", 300)).toBe(300);
  expect(zoomBy("_", 50)).toBe(50);
  expect(zoomBy("0", 175)).toBe(100);
  expect(zoomBy("z", 100)).toBeNull();
});
