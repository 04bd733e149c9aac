import { expect, test } from "vitest";
import { QueryHistory } from "./history";

test("walks back through applied filters and forward to the draft", () => {
  const history = new QueryHistory();
  for (const text of ["a", "b", "c"]) history.add(text);
  expect(history.back("draft")).toBe("c");
  expect(history.back("c")).toBe("b");
  expect(history.back("b")).toBe("a");
  expect(history.back("a")).toBeUndefined();
  expect(history.forward()).toBe("b");
  expect(history.forward()).toBe("c");
  expect(history.forward()).toBe("draft");
  expect(history.forward()).toBeUndefined();
});

test("skips what is already in the bar, holds each filter once, not the empty one, and at most 100", () => {
  const history = new QueryHistory();
  history.add("a");
  history.add("b");
  history.add("a");
  history.add("");
  expect(history.list()).toEqual(["a", "b"]);
  expect(history.back("a")).toBe("b");
  for (let i = 0; i < 200; i += 1) history.add(`q${i}`);
  expect(history.list().length).toBe(100);
  history.clear();
  expect(history.back("")).toBeUndefined();
});
