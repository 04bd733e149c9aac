import { expect, test } from "vitest";
import type { MappedField } from "../bindings/MappedField";
import { EMPTY_MAPPING, mappingProblem, outcomeWords, placeOf, shownFields, withOutcome, withPlace } from "./mapping";
import { nameOf, pathsOf } from "./paths";

test("a field has one place: a pointer and a constant take each other's", () => {
  const pointed = withPlace(EMPTY_MAPPING, "actor_id", { kind: "pointer", pointer: "/user" });
  expect(placeOf(pointed, "actor_id")).toEqual({ kind: "pointer", pointer: "/user" });
  const fixed = withPlace(pointed, "actor_id", { kind: "constant", value: "root" });
  expect([fixed.fields, fixed.constants]).toEqual([{}, { actor_id: "root" }]);
  expect(withPlace(fixed, "actor_id", { kind: "none" })).toEqual(EMPTY_MAPPING);
});

test("fields beyond the usual ones are shown once they have a place", () => {
  const rare: MappedField = "user_agent";
  expect(shownFields(EMPTY_MAPPING, false)).not.toContain(rare);
  expect(shownFields(EMPTY_MAPPING, true)).toContain(rare);
  expect(shownFields(withPlace(EMPTY_MAPPING, rare, { kind: "pointer", pointer: "/ua" }), false)).toContain(rare);
});

test("the words of the outcome are those found and those known, each once", () => {
  const found = [
    { pointer: "/result", values: ["OK", "ERR"], in_records: 2 },
    { pointer: "/other", values: ["x"], in_records: 2 },
  ];
  const mapping = withOutcome(
    withPlace(withOutcome(EMPTY_MAPPING, "GONE", "failure"), "outcome", { kind: "pointer", pointer: "/result" }),
    "OK",
    "success",
  );
  expect(outcomeWords(mapping, found)).toEqual(["OK", "ERR", "GONE"]);
  expect(withOutcome(mapping, "GONE", null).outcomes).toEqual({ OK: "success" });
});

test("nothing is imported without a time, nor by what is no pointer", () => {
  expect(mappingProblem(EMPTY_MAPPING)).toContain("time");
  const timed = withPlace(EMPTY_MAPPING, "time", { kind: "pointer", pointer: "/ts" });
  expect(mappingProblem(timed)).toBeNull();
  expect(mappingProblem({ ...timed, items: "/Records/0", decode: ["/a~1b"] })).toBeNull();
  for (const wrong of ["/", "ts", "/a~2", "/a~"]) {
    expect(mappingProblem(withPlace(timed, "ip", { kind: "pointer", pointer: wrong })), wrong).toContain("no pointer");
  }
  expect(mappingProblem({ ...timed, items: "Records" })).toContain("no pointer");
});

test("paths are typed one per line, and name what is imported", () => {
  expect(pathsOf(" /logs/a b.csv \n\n/logs/c.jsonl.gz\r\n")).toEqual(["/logs/a b.csv", "/logs/c.jsonl.gz"]);
  expect(nameOf("/logs/c.2026.jsonl.gz")).toBe("c.2026");
  expect(nameOf("C:\\logs\\")).toBe("logs");
  expect(nameOf("/logs/.csv")).toBe(".csv");
});
