import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
  const waiting = (
    <span className="faint">
      <Trans>Estimating…</Trans>
    </span>
  );
  return (
    <Facts
      facts={[
        { label: t`Size`, value: data ? figureWords(data.bytes, formatBytes) : waiting },
        { label: t`Objects`, value: data ? objectWords(data) : waiting },
        { label: t({ message: "Time", context: "how long" }), value: data ? timeWords(data) : waiting },
        data && !data.bytes.exact
          ? { label: t`Told by`, value: t`A sample of ${formatCount(data.sampled)} rows` }
          : null,
      ]}
    />
  );
}
