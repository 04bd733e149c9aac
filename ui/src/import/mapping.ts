import { t } from "@lingui/core/macro";
import type { FoundValue } from "../bindings/FoundValue";
import type { MappedField } from "../bindings/MappedField";
import type { Mapping } from "../bindings/Mapping";
import type { Status } from "../bindings/Status";

/** The fields of an entry in the order in which they are asked for, in words. */
export const MAPPED_FIELDS: Record<MappedField, string> = {
  time: t`Time`,
  id: t`Id`,
  actor_id: t`Actor: id`,
  actor_name: t`Actor: name`,
  actor_email: t`Actor: e-mail`,
  operation: t`Operation`,
  target_name: t`Target: name`,
  outcome: t`Outcome`,
  ip: t`IP address`,
  recorded: t`Recorded at`,
  kind: t`Kind`,
  actor_type: t`Actor: type`,
  credential: t`Credential`,
  target_type: t`Target: type`,
  target_id: t`Target: id`,
  server_name: t`Server: name`,
  server_id: t`Server: id`,
  http_status: t`HTTP status`,
  reason: t`Reason`,
  error: t`Error`,
  duration: t`Duration`,
  client: t`Client`,
  client_version: t`Client version`,
  user_agent: t`User agent`,
  session: t`Session`,
  request: t`Request id`,
};

/** Fields that nearly every log has: these are asked for without being asked. */
const USUAL: ReadonlySet<MappedField> = new Set([
  "time",
  "id",
  "actor_id",
  "actor_name",
  "operation",
  "target_name",
  "outcome",
  "ip",
]);

/** A mapping that says nothing yet. Secrets are removed until someone says otherwise. */
export const EMPTY_MAPPING: Mapping = {
  items: "",
  fields: {},
  constants: {},
  outcomes: {},
  duration_unit: "milliseconds",
  zone: "",
  decode: [],
  redact: true,
};

/** The fields to show: the usual ones and those that have a place already, or all. */
export function shownFields(mapping: Mapping, all: boolean): MappedField[] {
  const fields = Object.keys(MAPPED_FIELDS) as MappedField[];
  return fields.filter(
    (field) => all || USUAL.has(field) || mapping.fields[field] !== undefined || mapping.constants[field] !== undefined,
  );
}

/** Where a field's value comes from. A constant counts where the records have none. */
export type Place = { kind: "none" } | { kind: "pointer"; pointer: string } | { kind: "constant"; value: string };

export function placeOf(mapping: Mapping, field: MappedField): Place {
  const pointer = mapping.fields[field];
  if (pointer !== undefined) return { kind: "pointer", pointer };
  const value = mapping.constants[field];
  return value === undefined ? { kind: "none" } : { kind: "constant", value };
}

/** The mapping with another place for a field. */
export function withPlace(mapping: Mapping, field: MappedField, place: Place): Mapping {
  const fields = { ...mapping.fields };
  const constants = { ...mapping.constants };
  delete fields[field];
  delete constants[field];
  if (place.kind === "pointer") fields[field] = place.pointer;
  if (place.kind === "constant") constants[field] = place.value;
  return { ...mapping, fields, constants };
}

/** The words that stand for outcomes: those found at the outcome's pointer, then those that have a meaning already. */
export function outcomeWords(mapping: Mapping, found: readonly FoundValue[]): string[] {
  const pointer = mapping.fields.outcome;
  const values = found.find((value) => value.pointer === pointer)?.values ?? [];
  return [...new Set([...values, ...Object.keys(mapping.outcomes)])];
}

/** The mapping with a meaning for a word; `null` leaves it to be recognised. */
export function withOutcome(mapping: Mapping, word: string, meaning: Status | null): Mapping {
  const outcomes = { ...mapping.outcomes };
  delete outcomes[word];
  if (meaning !== null) outcomes[word] = meaning;
  return { ...mapping, outcomes };
}

/** Fields of which no two records may have the same value. */
export const NEVER_CONSTANT: ReadonlySet<MappedField> = new Set(["time", "id"]);

/** `/name`, `/outer/inner`, `/list/0`. */
const POINTER = /^\/(?:[^~]|~[01])+$/;

/** What has to be said before anything can be imported; `null` where nothing is missing. */
export function mappingProblem(mapping: Mapping): string | null {
  if (mapping.fields.time === undefined) return t`Say where the time is: an entry without one has no place.`;
  const pointers = [...Object.values(mapping.fields), ...mapping.decode];
  if (mapping.items !== "") pointers.push(mapping.items);
  const wrong = pointers.find((pointer) => !POINTER.test(pointer));
  return wrong === undefined ? null : t`“${wrong}” is no pointer: write /name, /outer/inner or /list/0.`;
}
