import { expect, test } from "vitest";
import type { GapReason } from "./bindings/GapReason";
import { gapMark, gapOf } from "./gaps";

test("a gap in a part of the log never says that there is no data", () => {
  const reasons: GapReason[] = ["out_of_reach", "incomplete", "missed"];
  for (const reason of reasons) expect(gapMark({ reason, scope: "token ci" })).toBe("incomplete");
  expect(gapMark({ reason: "out_of_reach", scope: null })).toBe("no data");
});

test("a gap names the part of the log where it is of one", () => {
  expect(gapOf({ source: "PodWarden", scope: "token ci" })).toBe("PodWarden, token ci");
  expect(gapOf({ source: "PodWarden", scope: null })).toBe("PodWarden");
});
