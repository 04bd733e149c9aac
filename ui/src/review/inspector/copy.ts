import { t } from "@lingui/core/macro";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { PartText } from "../../bindings/PartText";
import { rpc } from "../../rpc";
import { formatRfc3339 } from "../../time";
import { visible } from "../visible";

/** The whole entry as JSON: fields by the names filters use, payload parts, the hash of the raw record. Parts that were cut are read whole first. */
export async function entryJson(detail: EntryDetail): Promise<string> {
  const parts = await Promise.all(detail.parts.map((part) => whole(detail.row.key, part)));
  const { row } = detail;
  const { key: _key, ...fields } = row;
  return JSON.stringify(
    {
      ...fields,
      time: formatRfc3339(row.time, "UTC"),
      recorded: formatRfc3339(row.recorded, "UTC"),
      error: detail.error,
      reason: detail.reason,
      received: formatRfc3339(detail.received, "UTC"),
      sha256: detail.sha256,
      dialect: detail.dialect,
      payload_parts: Object.fromEntries(parts.map((part) => [part.name ?? "raw", valueOf(part.text)])),
    },
    null,
    2,
  );
}

/** The entry for a report: its fields as a table, its payload parts as code. */
export async function entryMarkdown(detail: EntryDetail): Promise<string> {
  const { row } = detail;
  const parts = await Promise.all(detail.parts.map((part) => whole(row.key, part)));
  const facts = Object.entries({
    ...row,
    time: formatRfc3339(row.time, "UTC"),
    recorded: formatRfc3339(row.recorded, "UTC"),
  })
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `| ${cell(name)} | ${cell(String(value))} |`);
  const head = `## ${line(row.operation)} ${line(row.target)}`.trim();
  const error = detail.error === "" ? [] : ["", t`Error:`, fenced(detail.error)];
  return [
    head,
    "",
    `| ${t`Field`} | ${t`Value`} |`,
    "| --- | --- |",
    ...facts,
    ...error,
    ...parts.flatMap((part) => ["", `### ${part.name ?? "raw"}`, "", fenced(part.text)]),
    "",
  ].join("\n");
}

/** What proves which record was seen: its fields, the hash of its bytes, where it came from, when, and how. */
export function entryEvidence(detail: EntryDetail): string {
  const { row } = detail;
  const facts: [string, string][] = [
    [t`Entry`, row.key],
    [t`Ledger place`, row.seq === null ? t`none yet: pending` : String(row.seq)],
    [t`Source`, t`${row.source}, id ${row.id}`],
    [
      t`Happened`,
      row.time_by === "client"
        ? t`${formatRfc3339(row.time, "UTC")} (by the client's clock)`
        : t`${formatRfc3339(row.time, "UTC")} (by the server's clock)`,
    ],
    [t`Recorded there`, formatRfc3339(row.recorded, "UTC")],
    [t`Received here`, formatRfc3339(detail.received, "UTC")],
    [t`Came by`, detail.came_by.join("; ")],
    [t`Read as`, detail.dialect],
    [t`Actor`, [row.actor_name, row.actor_email, row.actor].filter((part) => part !== "").join(", ")],
    [t`Operation`, `${row.operation} ${row.target}`.trim()],
    [t`Outcome`, row.tool_error === true ? t`${row.outcome}, tool error` : row.outcome],
    [t`State`, row.state],
    [t`Raw record`, t`${detail.raw.bytes} bytes`],
    [t`SHA-256 of the raw record`, detail.sha256],
  ];
  return facts.map(([name, value]) => `${name}: ${line(value)}`).join("\n");
}

/** One line, whatever the text holds. */
function line(text: string): string {
  return visible(text);
}

/** A cell of a Markdown table. */
function cell(text: string): string {
  return line(text).replaceAll(/[\\|<>`*_[\]]/g, (sign) => `\\${sign}`);
}

/** A block of code whose fence is longer than every one within. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

async function whole(key: string, part: PartText): Promise<PartText> {
  return part.cut ? rpc("entry_part", { key, name: part.name }) : part;
}

/** A part as a value where that loses nothing, else as the text it came as. */
function valueOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : text;
  } catch {
    return text;
  }
}
