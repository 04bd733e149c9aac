import { expect, test } from "vitest";
import { headersOf } from "./headers";

test("reads texts and lists of texts, sorted by name", () => {
  expect(headersOf('{"b":"2","a":["1","1b"],"n":5}')).toEqual([
    ["a", "1"],
    ["a", "1b"],
    ["b", "2"],
    ["n", "5"],
  ]);
});

test("gives up on anything else, so that it is shown as it is", () => {
  for (const text of ["", "[1]", "null", '"x"', '{"a":{"b":1}}', "{broken"]) expect(headersOf(text)).toBeNull();
});
