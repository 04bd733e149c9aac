import type { EntryDetail } from "../../bindings/EntryDetail";
import type { PartText } from "../../bindings/PartText";
import { rpc } from "../../rpc";
import { formatRfc3339 } from "../../time";

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
