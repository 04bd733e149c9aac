import { t } from "@lingui/core/macro";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { PartName } from "../../bindings/PartName";
import { twinsOf } from "./diff";

/** The tabs of the inspector. */
export type InspectorTab =
  "summary" | "request" | "response" | "headers" | "diff" | "context" | "trace" | "raw" | "history";

/** Parts that have no tab of their own. */
export const CONTEXT_PARTS: Partial<Record<PartName, string>> = {
  webhooks: t`Webhooks`,
  raw_event: t`Event as reported`,
  context: t`Context`,
};

/** The tabs that an entry fills. Summary, request, response, trace and raw are always there, so that they stay in place from entry to entry. */
export function tabsOf(detail: EntryDetail): InspectorTab[] {
  const has = (names: readonly PartName[]) =>
    detail.parts.some((part) => part.name !== null && names.includes(part.name));
  const tabs: (InspectorTab | false)[] = [
    "summary",
    "request",
    "response",
    has(["request_headers", "response_headers"]) && "headers",
    twinsOf(detail.parts).length > 0 && "diff",
    has(["webhooks", "raw_event", "context"]) && "context",
    "trace",
    "raw",
    detail.history.length > 1 && "history",
  ];
  return tabs.filter((tab) => tab !== false);
}
