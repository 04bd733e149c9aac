import { expect, test } from "vitest";
import { moved } from "./feed";

test("keys move within the rows and never beyond them", () => {
  expect(moved("ArrowDown", 3, 5, 2)).toBe(4);
  expect(moved("ArrowDown", 4, 5, 2)).toBe(4);
  expect(moved("PageUp", 1, 5, 2)).toBe(0);
  expect(moved("End", 0, 5, 2)).toBe(4);
  expect(moved("End", 0, 0, 2)).toBe(0);
  expect(moved("x", 0, 5, 2)).toBeNull();
});
