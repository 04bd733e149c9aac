import { plural, t } from "@lingui/core/macro";
import type { RunEvent } from "../bindings/RunEvent";
import type { RunInfo } from "../bindings/RunInfo";
import { ErrorPanel, Moment, Section } from "../parts";
import { formatRows } from "../counts";
import { formatBytes, formatCount } from "../numbers";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";
import { ledgerRange, RUN_STATES } from "./states";

/** What happened in a run, the oldest first. */
export function RunLog({ run }: { run: RunInfo }) {
  const zone = useZone();
  const log = useQueryOf("run_log", { id: run.id });
  if (log.error) return <ErrorPanel error={log.error} />;
  if (!log.data || log.data.length === 0) return null;
  return (
    <Section title={t`Log`}>
      <ol className="run-log">
        {log.data.map((line) => (
          <li key={line.id}>
            <Moment at={line.at} />
            <span className="break">{eventWords(line, zone)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function eventWords(event: RunEvent, zone: string): string {
  switch (event.event) {
    case "decided":
      return t`Decided. ${ledgerRange(...event.range)}`;
    case "attempt":
      return t`Attempt ${formatCount(event.number)}`;
    case "written":
      return t`Written: ${event.key}, ${formatRows(event.rows)}, ${formatBytes(event.bytes)}`;
    case "manifest":
      return t`Manifest: ${event.key}`;
    case "failed":
      return event.again === null
        ? t`Failed: ${event.message}`
        : t`Failed: ${event.message} Tried again at ${formatMoment(event.again, zone)}.`;
    case "stopped":
      return t`Stopped`;
    case "interrupted":
      return t`The program ended during it`;
    case "ended":
      return RUN_STATES[event.state].text;
    case "verified":
      return verifiedWords(event.same, event.other);
  }
}

function verifiedWords(same: number, other: number): string {
  const count = formatCount(same);
  if (other > 0) return t`Verified: ${count} as written, ${formatCount(other)} not`;
  return plural(same, {
    one: `Verified: ${count} object is as written`,
    other: `Verified: ${count} objects are as written`,
  });
}
