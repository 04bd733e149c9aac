import { expect, test } from "vitest";
import { tabToShow, turnTab, type FoundTabs } from "./found-tabs";

const found = (...tabs: (readonly ["summary" | "request" | "response" | "raw" | "headers", number])[]): FoundTabs =>
  new Map(tabs);

test("a tab without the text gives way to the first with it, unless it was chosen for this entry", () => {
  const inResponse = found(["response", 2], ["raw", 2]);
  expect(tabToShow("summary", false, inResponse)).toBe("response");
  expect(tabToShow("summary", true, inResponse)).toBe("summary");
  expect(tabToShow("raw", false, inResponse)).toBe("raw");
  expect(tabToShow("trace", false, found())).toBe("trace");
});

test("the walk turns between the parts, and to the raw record only where nothing else has the text", () => {
  const both = found(["summary", 1], ["request", 1], ["response", 2], ["raw", 3]);
  expect(turnTab("summary", 1, both)).toBe("request");
  expect(turnTab("summary", -1, both)).toBe("response");
  expect(turnTab("request", 1, both)).toBe("response");
  expect(turnTab("response", 1, both)).toBe("request");
  expect(turnTab("response", 1, found(["response", 2], ["raw", 2]))).toBeUndefined();
  expect(turnTab("summary", 1, found(["raw", 1]))).toBe("raw");
  expect(turnTab("summary", 1, found(["summary", 1]))).toBeUndefined();
});
