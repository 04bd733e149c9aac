import { expect, test } from "vitest";
import type { Action } from "./actions";
import { matching } from "./Palette";

function action(text: string, where: string): Action {
  return { id: text, text, where, icon: "search", run: () => undefined };
}

const ACTIONS = [action("Review", "Page"), action("Failures of a week", "Saved view"), action("Sync Failover", "Do")];

function names(text: string): string[] {
  return matching(ACTIONS, text).map((found) => found.text);
}

test("every typed word is in the name or the kind, in any case", () => {
  expect(names("")).toEqual(["Review", "Failures of a week", "Sync Failover"]);
  expect(names("fail")).toEqual(["Failures of a week", "Sync Failover"]);
  expect(names("VIEW fail")).toEqual(["Failures of a week"]);
  expect(names("nothing")).toEqual([]);
});
