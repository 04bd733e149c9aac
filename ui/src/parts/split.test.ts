import { expect, test } from "vitest";
import { clampShare } from "./split";

test("both panes keep their least size", () => {
  expect(clampShare(0.05, 1000, [200, 300])).toBe(0.3);
  expect(clampShare(0.95, 1000, [200, 300])).toBe(0.8);
  expect(clampShare(0.5, 1000, [200, 300])).toBe(0.5);
});

test("where both cannot have it, they share", () => {
  expect(clampShare(0.9, 400, [300, 300])).toBe(0.5);
});

test("before the frame is laid out nothing moves", () => {
  expect(clampShare(0.9, 0, [300, 300])).toBe(0.9);
});
