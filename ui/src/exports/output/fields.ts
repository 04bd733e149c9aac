import type { ExportField } from "../../bindings/ExportField";

/** The names to choose from, in their own order. */
export function offeredNames(fields: readonly ExportField[], payload: boolean): string[] {
  return fields.filter((field) => payload || !field.payload).map(({ name }) => name);
}

/** The list with a field moved by some places; as it was where it cannot move so far. */
export function moved(fields: readonly string[], at: number, by: number): string[] {
  const to = at + by;
  const next = [...fields];
  if (to < 0 || to >= fields.length) return next;
  next.splice(to, 0, ...next.splice(at, 1));
  return next;
}
