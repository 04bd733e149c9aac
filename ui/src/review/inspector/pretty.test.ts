import { describe, expect, test } from "vitest";
import { prettyJson } from "./pretty";

describe("laying out JSON", () => {
  test("agrees with the platform's own printer on ordinary values", () => {
    for (const value of [
      {},
      [],
      { a: [] },
      { a: 1, b: [true, null, 'x\\"y\n'], c: { d: {} } },
      [[1, 2], [{ é: "😀" }]],
      "text",
      0,
    ]) {
      const lines = JSON.stringify(value, null, 2);
      expect(prettyJson(JSON.stringify(value))).toBe(lines);
      expect(prettyJson(lines), "laying out twice changes nothing").toBe(lines);
    }
  });

  test("keeps digits, escapes, doubled keys and their order", () => {
    expect(prettyJson('{"b":12345678901234567890.10,"a":"\\u003cb\\u003e","b":-1E+400}')).toBe(
      '{\n  "b": 12345678901234567890.10,\n  "a": "\\u003cb\\u003e",\n  "b": -1E+400\n}',
    );
  });

  test("a string may end in a backslash and hold every bracket", () => {
    expect(prettyJson('["\\\\","{[,:]}"]')).toBe('[\n  "\\\\",\n  "{[,:]}"\n]');
  });

  test.each(["", "   ", "{", "]", '{"a":1]', '"open', "<html>", "[1 2]", '["a""b"]', "[,]", "1 2", '{"a": ¿}'])(
    "leaves what is not JSON to be shown raw: %s",
    (text) => {
      expect(prettyJson(text)).toBeUndefined();
    },
  );
});

test("nesting whose indentation would fill the memory is not laid out", () => {
  expect(prettyJson("[".repeat(500) + "]".repeat(500))).toBeDefined();
  expect(prettyJson("[".repeat(100_000) + "]".repeat(100_000))).toBeUndefined();
});
