const DEFAULT_PREFIX = "mcp-audit-logs/YYYY/MM/DD/";

/** A key as an export of this name would write it at a moment, to show: the core decides. */
export function previewKey(prefix: string, name: string, at: Date): string {
  const iso = at.toISOString();
  const day: Record<string, string> = { YYYY: iso.slice(0, 4), MM: iso.slice(5, 7), DD: iso.slice(8, 10) };
  const moment = `${iso.slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  // Only where a run of letters and digits consists of them, so that SUMMARY stays whole.
  const dated = whole(prefix).replaceAll(/[\p{L}\p{N}]+/gu, (run) =>
    /^(?:YYYY|MM|DD)+$/.test(run) ? run.replaceAll(/YYYY|MM|DD/g, (token) => day[token] ?? token) : run,
  );
  return `${dated}${name}-${moment}.jsonl`;
}

function whole(prefix: string): string {
  if (prefix === "") return DEFAULT_PREFIX;
  if (prefix === "/") return "";
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}
