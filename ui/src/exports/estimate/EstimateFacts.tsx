import type { Estimate } from "../../bindings/Estimate";
import { ErrorPanel, Facts } from "../../parts";
import { formatBytes, formatCount } from "../../numbers";
import { useQueryOf, type Request } from "../../rpc";
import { figureWords, objectWords, timeWords } from "./words";

interface Props<C extends "export_estimate" | "schedule_estimate"> {
  command: C;
  request: Request<C>;
}

/** How much an export would write, and how long it would take. It is asked for beside what shows it, which does not wait for it. */
export function EstimateFacts<C extends "export_estimate" | "schedule_estimate">({ command, request }: Props<C>) {
  const { data, error, refetch } = useQueryOf<C, Estimate>(command, request, {
    placeholderData: (before) => before,
  });
  // Another question took its place.
  if (error && error.code !== "cancelled")
    return <ErrorPanel error={error} actions={{ retry: () => void refetch() }} />;
  const waiting = <span className="faint">Estimating…</span>;
  return (
    <Facts
      facts={[
        { label: "Size", value: data ? figureWords(data.bytes, formatBytes) : waiting },
        { label: "Objects", value: data ? objectWords(data) : waiting },
        { label: "Time", value: data ? timeWords(data) : waiting },
        data && !data.bytes.exact ? { label: "Told by", value: `A sample of ${formatCount(data.sampled)} rows` } : null,
      ]}
    />
  );
}
