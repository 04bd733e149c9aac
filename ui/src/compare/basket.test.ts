import { expect, test } from "vitest";
import { added, pinned, type Basket } from "./basket";

const EMPTY: Basket = { reference: null, keys: [] };

test("the first entry is the reference, the next are compared with it, and a second time takes them out", () => {
  const two = added(added(EMPTY, "s1"), "s2");
  expect(two).toEqual({ reference: "s1", keys: ["s2"] });
  expect(added(two, "s2")).toEqual({ reference: "s1", keys: [] });
  expect(added(two, "s1")).toEqual({ reference: null, keys: ["s2"] });
});

test("pinning another entry keeps the old reference among the others", () => {
  const two = added(added(EMPTY, "s1"), "s2");
  expect(pinned(two, "s2")).toEqual({ reference: "s2", keys: ["s1"] });
  expect(pinned(two, "s3")).toEqual({ reference: "s3", keys: ["s2", "s1"] });
  expect(pinned(two, "s1")).toEqual({ reference: null, keys: ["s2"] });
});
