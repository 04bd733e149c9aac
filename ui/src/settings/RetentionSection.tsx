import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SourceRetention } from "../bindings/SourceRetention";
import { Button, ErrorPanel, Facts, Loading, Section } from "../parts";
import { JobProgress } from "../jobs/JobProgress";
import { formatBytes, formatCount } from "../numbers";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";
import { Holds } from "./Holds";
import { KeepDialog } from "./KeepDialog";
import { RunRetention } from "./RunRetention";
import { Tombstones } from "./Tombstones";
import { vanishingWords } from "./vanishing";

/** How long entries are kept here and at the sources, what must stay, what was removed. */
export function RetentionSection() {
  const zone = useZone();
  const { data: status } = useQueryOf("workspace_status", {});
  const { data, error, isPending } = useQueryOf("retention_show", {});
  const [edited, setEdited] = useState<SourceRetention | null>(null);
  const [running, setRunning] = useState(false);
  const goes = data?.sources.reduce((sum, { due }) => sum + due.removed, 0) ?? 0;
  return (
    <Section
      title={t`Retention`}
      help={t`Entries are kept for ever, unless a rule says otherwise. Entries that the platform deletes stay here, and so do those of a removed source. Rules are carried out once a day.`}
      actions={
        <Button isDisabled={goes === 0} onPress={() => setRunning(true)}>
          <Trans>Remove now…</Trans>
        </Button>
      }
    >
      {status && (
        <Facts
          facts={[
            { label: t`In the ledger`, value: formatCount(status.settled) },
            { label: t`Pending`, value: formatCount(status.pending) },
            { label: t`Size on disk`, value: formatBytes(status.bytes) },
            { label: t`In memory`, value: formatBytes(status.memory) },
          ]}
        />
      )}
      <JobProgress which={(job) => job.kind === "retention"} what={t`removal`} />
      {error && <ErrorPanel error={error} />}
      {isPending && <Loading />}
      {data && data.sources.length > 0 && (
        <div className="retention-frame">
          <table className="retention-table">
            <caption className="visually-hidden">
              <Trans>Retention by source</Trans>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Source</Trans>
                </th>
                <th scope="col">
                  <Trans>Kept here</Trans>
                </th>
                <th scope="col">
                  <Trans>Oldest</Trans>
                </th>
                <th scope="col" className="numeric">
                  <Trans>Would go now</Trans>
                </th>
                <th scope="col">
                  <Trans>Stays all the same</Trans>
                </th>
                <th scope="col">
                  <Trans>Kept there</Trans>
                </th>
                <th scope="col">
                  <span className="visually-hidden">{t`Change`}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.sources.map((source) => (
                <tr key={source.source}>
                  <th scope="row" className="break">
                    {source.name}
                  </th>
                  <td>{source.keep_days === null ? t`for ever` : t`${formatCount(source.keep_days)} days`}</td>
                  <td className="nowrap">
                    {source.oldest === null ? "" : formatMoment(source.oldest, zone).slice(0, 10)}
                  </td>
                  <td className="numeric">{formatCount(source.due.removed)}</td>
                  <td>{staysWords(source)}</td>
                  <td>
                    {thereWords(source)}
                    {source.vanishing && <p className="quiet">{vanishingWords(source.vanishing, zone)}</p>}
                  </td>
                  <td>
                    <Button kind="quiet" aria-label={t`Change ${source.name}`} onPress={() => setEdited(source)}>
                      <Trans>Change…</Trans>
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && <Holds holds={data.holds} zone={zone} />}
      {data && data.tombstones.length > 0 && <Tombstones tombstones={data.tombstones} zone={zone} />}
      {edited && <KeepDialog source={edited} onClose={() => setEdited(null)} />}
      {running && data && <RunRetention sources={data.sources} zone={zone} onClose={() => setRunning(false)} />}
    </Section>
  );
}

function staysWords({ due }: SourceRetention): string {
  const words = [
    due.held === 0 ? "" : t`${formatCount(due.held)} on legal hold`,
    due.unexported === 0 ? "" : t`${formatCount(due.unexported)} not exported yet`,
  ];
  return words.filter((word) => word !== "").join(", ");
}

function thereWords({ there_days: days, there_chosen: chosen }: SourceRetention): string {
  if (days === null) return t`not known`;
  const words = days === 0 ? t`for ever` : t`${formatCount(days)} days`;
  return chosen ? words : t`${words} (as the platform does)`;
}
