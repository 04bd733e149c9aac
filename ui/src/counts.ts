import { plural } from "@lingui/core/macro";
import { formatCount } from "./numbers";

// How many of something there are, for lists and tables. A sentence in which more words follow the number has a plural of its own.

/** `1 entry`, `1,234 entries` */
export function formatEntries(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} entry`, other: `${count} entries` });
}

/** `1 row`, `1,234 rows` */
export function formatRows(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} row`, other: `${count} rows` });
}

/** `1 line`, `1,234 lines` */
export function formatLines(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} line`, other: `${count} lines` });
}

/** `1 object`, `1,234 objects` */
export function formatObjects(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} object`, other: `${count} objects` });
}

/** `1 run`, `1,234 runs` */
export function formatRuns(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} run`, other: `${count} runs` });
}

/** `1 record`, `1,234 records` */
export function formatRecords(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} record`, other: `${count} records` });
}

/** `1 field`, `1,234 fields` */
export function formatFields(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} field`, other: `${count} fields` });
}

/** `1 value`, `1,234 values` */
export function formatValues(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} value`, other: `${count} values` });
}

/** `1 member`, `1,234 members` */
export function formatMembers(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} member`, other: `${count} members` });
}

/** `1 redaction`, `1,234 redactions` */
export function formatRedactions(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} redaction`, other: `${count} redactions` });
}

/** `1 note`, `1,234 notes` */
export function formatNotes(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} note`, other: `${count} notes` });
}

/** `1 difference`, `1,234 differences` */
export function formatDifferences(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} difference`, other: `${count} differences` });
}

/** `1 call`, `1,234 calls` */
export function formatCalls(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} call`, other: `${count} calls` });
}

/** `1 failure`, `1,234 failures` */
export function formatFailures(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} failure`, other: `${count} failures` });
}

/** `1 session`, `1,234 sessions` */
export function formatSessions(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} session`, other: `${count} sessions` });
}

/** `1 job`, `1,234 jobs` */
export function formatJobs(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} job`, other: `${count} jobs` });
}

/** `1 path`, `1,234 paths` */
export function formatPaths(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} path`, other: `${count} paths` });
}

/** `1 hour`, `1,234 hours` */
export function formatHours(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} hour`, other: `${count} hours` });
}

/** `1 day`, `1,234 days` */
export function formatDays(number: number): string {
  const count = formatCount(number);
  return plural(number, { one: `${count} day`, other: `${count} days` });
}
