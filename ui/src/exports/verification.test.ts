import { describe, expect, test } from "vitest";
import type { ObjectFound } from "../bindings/ObjectFound";
import { isFile, verificationWords } from "./verification";

describe("locations", () => {
  test.each([
    ["/srv/exports/a.jsonl", true],
    ["C:\\exports\\a.jsonl", true],
    ["\\\\server\\share\\a.jsonl", true],
    ["s3://bucket/a.jsonl", false],
    ["gs://bucket/a.jsonl", false],
    ["https://account.blob.core.windows.net/c/a", false],
    ["", false],
  ])("%s", (location, expected) => {
    expect(isFile(location)).toBe(expected);
  });
});

function found(verdicts: ObjectFound[]): string {
  return verificationWords({ at: 0, objects: verdicts.map((verdict, n) => ({ key: `${n}`, verdict, message: "" })) });
}

test("what was found, in words", () => {
  expect(found(["same"])).toBe("As it was written");
  expect(found(["same", "same"])).toBe("All 2 objects as they were written");
  expect(found(["same", "missing", "refused"])).toBe("2 of 3 objects not as written");
});
