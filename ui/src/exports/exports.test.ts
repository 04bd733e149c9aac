import { expect, test } from "vitest";
import { exportNameProblem } from "./states";

test("an export's name is what a key may hold", () => {
  expect(exportNameProblem("audit-log_2026.08")).toBeNull();
  expect(exportNameProblem("a/b")).not.toBeNull();
  expect(exportNameProblem("ä")).not.toBeNull();
  expect(exportNameProblem("x".repeat(101))).not.toBeNull();
});
