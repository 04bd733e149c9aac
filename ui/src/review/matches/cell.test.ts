import { expect, test } from "vitest";
import { startOf } from "./cell";

test("a snippet begins shortly before its match", () => {
  expect(startOf("a short way to needle", 4)).toBe(0);
  expect(startOf("a short needle", 9)).toBe(0);
  expect(startOf(`${"x".repeat(30)}needle`, 30)).toBe(22);
  const smiles = "\u{1F600}".repeat(20);
  expect(startOf(`${smiles}needle`, 40)).toBe(32);
  expect(startOf(`x${smiles}needle`, 41)).toBe(33);
  expect(startOf(`${smiles}xneedle`, 41)).toBe(32);
});
