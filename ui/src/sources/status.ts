import { plural, t } from "@lingui/core/macro";
import type { DayCount } from "../bindings/DayCount";
import type { SourceInfo } from "../bindings/SourceInfo";
import { ERRORS } from "../errors";
import { formatCount, formatSeconds } from "../numbers";

export interface SourceStatus {
  kind: "plain" | "good" | "warning" | "bad" | "active";
  text: string;
}

/** The state of a source in a word or two. */
export function sourceStatus(source: SourceInfo): SourceStatus {
  const isFiles = source.config.kind === "files";
  if (source.job !== null) return { kind: "active", text: isFiles ? t`Importing` : t`Syncing` };
  if (source.last_sync === null) {
    return { kind: "plain", text: isFiles ? t`Nothing imported` : t`Never synced` };
  }
  const { error, remarks } = source.last_sync;
  if (error !== null) {
    const { severity, title } = ERRORS[error.code];
    return { kind: severity === "error" ? "bad" : "warning", text: title };
  }
  const done = isFiles ? t`Imported` : t`Synced`;
  // A gap alone is no remark: nearly every source has one, before the oldest entry that it hands out.
  if (source.unreadable > 0 || remarks.length > 0) {
    return { kind: "warning", text: t`${done}, with remarks` };
  }
  return { kind: "good", text: done };
}

/** `1,204 new entries, 1,180 settled, 24 pending` */
export function syncSummary(source: SourceInfo): string {
  const sync = source.last_sync;
  if (sync === null) return t`Not yet`;
  const count = formatCount(sync.new);
  const parts = [
    sync.new === 0 ? t`nothing new` : plural(sync.new, { one: `${count} new entry`, other: `${count} new entries` }),
    sync.settled > 0 ? t`${formatCount(sync.settled)} settled` : "",
    sync.pending > 0 ? t`${formatCount(sync.pending)} pending` : "",
    sync.unreadable > 0 ? t`${formatCount(sync.unreadable)} unreadable` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** What the comparison of a day says. */
export function dayVerdict(day: DayCount): SourceStatus {
  const missing = day.stated - day.held;
  if (missing === 0) return { kind: "good", text: t`Complete` };
  if (missing > 0) return { kind: "bad", text: t`${formatCount(missing)} missing` };
  return { kind: "plain", text: t`${formatCount(-missing)} kept, gone at the source` };
}

/** `every 5 min`; a source of files is never read by itself. */
export function intervalWords(source: SourceInfo): string {
  if (source.config.kind === "files") return t`by hand`;
  return source.interval_s === null ? t`off` : t`every ${formatSeconds(source.interval_s)}`;
}
