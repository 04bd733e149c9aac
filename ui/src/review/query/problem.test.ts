import { expect, test } from "vitest";
import { RpcError } from "../../rpc";
import { problemOf } from "./problem";

const syntax = (at: number, length: number) =>
  new RpcError({ code: "filter_syntax", message: "no such field", details: { at, length } });

test("places count characters, editors count UTF-16 units", () => {
  const text = "😀 actr:x";
  expect(problemOf(syntax(2, 4), text)).toEqual({ message: "no such field", from: 3, to: 7 });
  expect(text.slice(3, 7)).toBe("actr");
});

test("other errors have no place, broken details mean the start", () => {
  expect(problemOf(new RpcError({ code: "internal", message: "", details: null }), "a")).toBeNull();
  expect(problemOf(new RpcError({ code: "filter_syntax", message: "m", details: null }), "ab")).toEqual({
    message: "m",
    from: 0,
    to: 1,
  });
});
