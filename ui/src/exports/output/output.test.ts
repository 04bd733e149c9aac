import { describe, expect, test } from "vitest";
import type { Output } from "../../bindings/Output";
import { hasRareOutput, outputDraftOf, outputOf, typedMegabytes, typedRows, withPayload } from "./draft";
import { moved, offeredNames } from "./fields";
import { newRedaction, redactionOf } from "./redaction";
import { outputWords } from "./words";

const FULL: Output = {
  format: "csv",
  compression: "gzip",
  bom: true,
  fields: ["seq", "timestamp", "request"],
  payload: true,
  split_rows: 1_000_000,
  split_bytes: 2_500_000,
  by_day: true,
  redactions: [
    { name: "secrets", rule: { kind: "header", names: ["Authorization", "Cookie"] } },
    { name: "password", rule: { kind: "pointer", pointer: "/params/a~1b/pass word" } },
    { name: "email", rule: { kind: "email" } },
    { name: "token", rule: { kind: "token" } },
    { name: "card", rule: { kind: "card" } },
    { name: "customer", rule: { kind: "pattern", regex: " CUST-[0-9]{8}, ?" } },
  ],
};

describe("the form of what is written", () => {
  test("gives back what was stored", () => {
    expect(outputOf(outputDraftOf(FULL))).toEqual(FULL);
    expect(hasRareOutput(outputDraftOf(FULL))).toBe(true);
  });

  test("begins with every field and no rare wish", () => {
    const draft = outputDraftOf(null);
    expect(outputOf(draft)).toMatchObject({ format: "jsonl", compression: "none", fields: [], payload: true });
    expect(hasRareOutput(draft)).toBe(false);
  });

  test("leaves out what the format does not know", () => {
    const csv = outputDraftOf(FULL);
    expect(outputOf({ ...csv, format: "parquet" })).toMatchObject({ compression: "none", bom: false });
    expect(outputOf({ ...csv, format: "jsonl" })).toMatchObject({ compression: "gzip", bom: false });
  });

  test("without payload has no fields of it", () => {
    const draft = outputDraftOf(FULL);
    const offered = ["timestamp", "seq"];
    expect(outputOf({ ...draft, ...withPayload(draft, false, offered) })).toMatchObject({
      payload: false,
      fields: ["seq", "timestamp"],
    });
    expect(withPayload(outputDraftOf(null), false, offered).fields, "all fields stay all").toBeNull();
    expect(outputOf({ ...draft, fields: [] }), "no field at all is not all fields").toBeNull();
  });

  test("a limit is a number above 0, or nothing", () => {
    expect(["", "1,000,000", "5 000", "12"].map(typedRows)).toEqual([0, 1_000_000, 5_000, 12]);
    expect(["0", "-1", "1.5", "many"].map(typedRows)).toEqual([undefined, undefined, undefined, undefined]);
    expect(["", "2.5", "0.000001"].map(typedMegabytes)).toEqual([0, 2_500_000, 1]);
    expect(["0", "-1", "1e400", "big"].map(typedMegabytes)).toEqual([undefined, undefined, undefined, undefined]);
    expect(outputOf({ ...outputDraftOf(FULL), splitRows: "0" })).toBeNull();
  });

  test("a redaction that is not filled in is not dropped in silence", () => {
    const draft = outputDraftOf(FULL);
    const empty = newRedaction("header", draft.redactions);
    expect(outputOf({ ...draft, redactions: [...draft.redactions, empty] })).toBeNull();
  });
});

describe("redactions", () => {
  test("new ones get a name that no other one has", () => {
    const first = newRedaction("email", []);
    const second = newRedaction("email", [first]);
    const third = newRedaction("email", [first, second]);
    expect([first.name, second.name, third.name]).toEqual(["email", "email-2", "email-3"]);
    expect(new Set([first.key, second.key, third.key]).size).toBe(3);
  });

  test("need what their kind asks for", () => {
    const line = { key: 1, name: "x", text: "" };
    expect(redactionOf({ ...line, kind: "header", text: " , " })).toBeNull();
    expect(redactionOf({ ...line, kind: "header", text: "Cookie,, X-Key " })?.rule).toEqual({
      kind: "header",
      names: ["Cookie", "X-Key"],
    });
    expect(redactionOf({ ...line, kind: "pointer", text: "params" })).toBeNull();
    expect(redactionOf({ ...line, kind: "pattern" })).toBeNull();
    expect(redactionOf({ ...line, kind: "card", name: " " })).toBeNull();
  });
});

describe("fields", () => {
  test("of the payload are offered with it alone", () => {
    const fields = [
      { name: "seq", kind: "number" as const, payload: false },
      { name: "request", kind: "text" as const, payload: true },
    ];
    expect(offeredNames(fields, true)).toEqual(["seq", "request"]);
    expect(offeredNames(fields, false)).toEqual(["seq"]);
  });

  test("move one place, and not over the ends", () => {
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });
});

test("the output in words names all that is not as usual", () => {
  expect(outputWords({ ...FULL, fields: ["seq"], redactions: [] })).toBe(
    "CSV, gzip, with BOM, with request and response, 1 field, by day of the event, at most 1,000,000 rows per object, about 2.5 MB per object at most",
  );
  const plain = outputOf({ ...outputDraftOf(null), payload: false });
  expect(plain && outputWords(plain)).toBe("JSONL, metadata only");
});
