import type { RunEvent } from "../bindings/RunEvent";
import type { RunInfo } from "../bindings/RunInfo";
import { ErrorPanel, Moment, Section } from "../parts";
import { formatBytes, formatCount, formatCountOf } from "../numbers";
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
    <Section title="Log">
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
      return `Decided. ${ledgerRange(...event.range)}`;
    case "attempt":
      return `Attempt ${formatCount(event.number)}`;
    case "written":
      return `Written: ${event.key}, ${formatCountOf(event.rows, "row", "rows")}, ${formatBytes(event.bytes)}`;
    case "manifest":
      return `Manifest: ${event.key}`;
    case "failed":
      return `Failed: ${event.message}${event.again === null ? "" : ` Tried again at ${formatMoment(event.again, zone)}.`}`;
    case "stopped":
      return "Stopped";
    case "interrupted":
      return "The program ended during it";
    case "ended":
      return RUN_STATES[event.state].text;
    case "verified":
      return event.other === 0
        ? `Verified: ${formatCountOf(event.same, "object is", "objects are")} as written`
        : `Verified: ${formatCount(event.same)} as written, ${formatCount(event.other)} not`;
  }
}
