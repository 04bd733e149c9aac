import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ERROR_ACTIONS, ERRORS } from "./errors";

// The codes as the core states them, read from the generated union: the compiler checks the same, this also checks the table at run time.
const source = readFileSync(new URL("./bindings/ErrorCode.ts", import.meta.url), "utf8");
const codes = Array.from(source.matchAll(/"([a-z_]+)"/g), ([, code]) => code);

describe("the table of errors", () => {
  test("has every code of the core and no other", () => {
    expect(codes.length, "the generated union lists codes").toBeGreaterThan(20);
    expect(Object.keys(ERRORS).toSorted()).toEqual([...codes].toSorted());
  });

  test("gives each code a title of its own", () => {
    const titles = Object.values(ERRORS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test("says nothing only when the user cancelled", () => {
    const silent = Object.entries(ERRORS).filter(([, { severity }]) => severity === "silent");
    expect(silent.map(([code]) => code)).toEqual(["cancelled"]);
  });

  test("names only actions that have a label", () => {
    for (const { action } of Object.values(ERRORS)) {
      if (action !== null) expect(ERROR_ACTIONS[action]).not.toBe("");
    }
  });
});
