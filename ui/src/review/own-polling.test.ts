import { expect, test } from "vitest";
import type { Facet } from "../bindings/Facet";
import { hasOwnPolling } from "./own-polling";

function facet(field: Facet["field"], value: string, count: number): Facet {
  return { field, values: [{ value, label: value, count, chosen: null }], distinct: 1, absent: 0 };
}

test("own polling is there when an entry has its flag, not when it is only a word elsewhere", () => {
  expect(hasOwnPolling([facet("flag", "own_polling", 3)])).toBe(true);
  expect(hasOwnPolling([facet("flag", "own_polling", 0), facet("flag", "ambiguous", 3)])).toBe(false);
  expect(hasOwnPolling([facet("operation", "own_polling", 3)])).toBe(false);
  expect(hasOwnPolling([])).toBe(false);
});
