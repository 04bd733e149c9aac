import type { EntryDetail } from "../../bindings/EntryDetail";
import type { EntryRow } from "../../bindings/EntryRow";
import type { PartName } from "../../bindings/PartName";
import type { SearchText } from "../../bindings/SearchText";
import { findEscaped, findPlain } from "../matches/find";
import type { InspectorTab } from "./tabs";

/** How often the free texts of the filter are in what a tab shows. */
export type FoundTabs = ReadonlyMap<InspectorTab, number>;

const TAB_OF: Record<PartName, InspectorTab> = {
  request: "request",
  mutated_request: "request",
  response: "response",
  original_response: "response",
  request_headers: "headers",
  response_headers: "headers",
  webhooks: "context",
  raw_event: "context",
  context: "context",
};

/** The fields of the summary that free text is looked for in. */
const SUMMARY: readonly (keyof EntryRow)[] = [
  "actor_name",
  "actor_email",
  "actor",
  "actor_type",
  "credential",
  "operation",
  "target",
  "target_type",
  "server_name",
  "server",
  "client",
  "client_version",
  "user_agent",
  "ip",
  "session",
  "request",
  "source",
  "id",
];

/** The tabs in which the texts are found, in the order of the tabs. */
export function foundTabs(detail: EntryDetail, texts: readonly SearchText[]): FoundTabs {
  const found = new Map<InspectorTab, number>();
  if (texts.length === 0) return found;
  const add = (tab: InspectorTab, count: number) => {
    if (count > 0) found.set(tab, (found.get(tab) ?? 0) + count);
  };
  const said = [detail.error, detail.reason, ...SUMMARY.map((name) => String(detail.row[name] ?? ""))];
  for (const text of said) add("summary", findPlain(text, texts).length);
  for (const tab of ["request", "response", "headers", "context"] as const) {
    for (const { name, text } of detail.parts) {
      if (name !== null && TAB_OF[name] === tab) add(tab, findEscaped(text, texts).length);
    }
  }
  add("raw", findEscaped(detail.raw.text, texts).length);
  return found;
}

/** The tab to show: the wanted one, unless the texts are only found elsewhere and nobody chose a tab for this entry. */
export function tabToShow(wanted: InspectorTab, isChosen: boolean, found: FoundTabs): InspectorTab {
  const [first] = found.keys();
  return isChosen || first === undefined || found.has(wanted) ? wanted : first;
}

/** Tabs whose texts are walked through. */
const WALKED: readonly InspectorTab[] = ["request", "response", "context"];

/** The next or the previous tab with texts that are walked through. The raw record repeats the parts and is only for what stands nowhere else. */
export function turnTab(from: InspectorTab, by: 1 | -1, found: FoundTabs): InspectorTab | undefined {
  const walked = WALKED.filter((tab) => found.has(tab));
  const tabs: readonly InspectorTab[] = walked.length > 0 || !found.has("raw") ? walked : ["raw"];
  const at = tabs.indexOf(from);
  const next = at === -1 ? (by === 1 ? 0 : tabs.length - 1) : (at + by + tabs.length) % tabs.length;
  return tabs[next] === from ? undefined : tabs[next];
}
