import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SampleInfo } from "../bindings/SampleInfo";
import type { SheetFormat } from "../bindings/SheetFormat";
import { Button, Dialog, Facts, Menu, MenuItem, Notice, ProgressBar, tellError } from "../parts";
import { saveFile } from "../files";
import { formatCount } from "../numbers";
import { openReview } from "../router";
import { rpc, toRpcError, useCommand } from "../rpc";
import { useZone } from "../settings";
import { DISPOSITIONS } from "../review/said/dispositions";
import { formatMoment } from "../time";
import { methodWords, reviewedOf } from "./methods";
import { SampleSheet } from "./SampleSheet";

/** One sample: how far the work on it is, how it was drawn, its sheet. */
export function SampleDetail({ sample }: { sample: SampleInfo }) {
  const zone = useZone();
  const { plan } = sample;
  const reviewed = reviewedOf(sample);
  const result = DISPOSITIONS.map(
    ({ text }, index) => `${formatCount(sample.dispositions[index] ?? 0)} ${text.toLowerCase()}`,
  ).join(", ");
  const [shows, setShows] = useState<"sheet" | "remove" | null>(null);
  const check = useCommand("audit_sample_check", { onError: tellError });
  const remove = useCommand("audit_sample_remove", { onSuccess: () => setShows(null), onError: tellError });
  return (
    <section className="sample page-body padded" aria-label={plan.name}>
      <header className="row">
        <h2 className="cut grow">{plan.name}</h2>
        <Button kind="primary" icon="search" onPress={() => openReview(sample.shown_by)}>
          {reviewed === 0 ? t`Begin` : reviewed < sample.entries ? t`Go on` : t`Show in Review`}
        </Button>
        <Button icon="print" onPress={() => setShows("sheet")}>
          <Trans>Sheet</Trans>
        </Button>
        <Menu
          label={t`More`}
          trigger={
            <Button icon="more">
              <Trans>More</Trans>
            </Button>
          }
        >
          <MenuItem
            text={t`Save the sheet as CSV…`}
            icon="download"
            onAction={() => void saveSheet(sample.id, "csv")}
          />
          <MenuItem
            text={t`Save the sheet as HTML…`}
            icon="download"
            onAction={() => void saveSheet(sample.id, "html")}
          />
          <MenuItem text={t`Draw again to check`} icon="refresh" onAction={() => check.mutate({ id: sample.id })} />
          <MenuItem text={t`Remove…`} icon="trash" danger onAction={() => setShows("remove")} />
        </Menu>
      </header>
      <ProgressBar label={t`Reviewed`} value={reviewed} total={sample.entries} />
      <p>
        <Trans>
          {formatCount(reviewed)} of {formatCount(sample.entries)} reviewed: {result}
        </Trans>
      </p>
      {sample.superseded > 0 && (
        <Notice>
          <Trans>
            {formatCount(sample.superseded)} of the entries have a later version since. The sample keeps those that were
            drawn.
          </Trans>
        </Notice>
      )}
      {sample.removed > 0 && (
        <Notice>
          <Trans>{formatCount(sample.removed)} of the entries were removed by retention since.</Trans>
        </Notice>
      )}
      {check.isPending && (
        <p role="status">
          <Trans>Drawing again…</Trans>
        </p>
      )}
      {check.data && (
        <Notice>
          {check.data.same_population
            ? t`The population is the same, and so are the entries drawn.`
            : check.data.same_entries
              ? t`The population is another one by now: ${formatCount(check.data.population)} entries. Drawn from it, the entries are the same.`
              : t`The population is another one by now: ${formatCount(check.data.population)} entries. Drawn from it, the entries are not the same.`}
        </Notice>
      )}
      <Facts
        facts={[
          { label: t`Filter`, value: <span className="mono">{plan.filter || t`every entry`}</span> },
          {
            label: t`Population`,
            value: t`${formatCount(sample.population)} settled entries, ledger places 1 to ${formatCount(sample.ledger)}`,
          },
          { label: t`Population hash`, value: <span className="mono">{sample.population_sha256}</span> },
          sample.pending === 0
            ? null
            : { label: t`Left out`, value: t`${formatCount(sample.pending)} pending entries` },
          { label: t`Method`, value: methodWords(plan.method) },
          { label: t`Seed`, value: <span className="mono">{plan.seed}</span> },
          { label: t`Drawn`, value: t`${formatMoment(sample.at, zone)} by ${sample.by}` },
        ]}
      />
      {sample.strata.length > 1 && (
        <table className="sheet-table">
          <caption className="visually-hidden">
            <Trans>Strata</Trans>
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Stratum</Trans>
              </th>
              <th scope="col" className="numeric">
                <Trans>Population</Trans>
              </th>
              <th scope="col" className="numeric">
                <Trans>Drawn</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {sample.strata.map((stratum) => (
              <tr key={stratum.value}>
                <th scope="row">{stratum.value || t`none`}</th>
                <td className="numeric">{formatCount(stratum.population)}</td>
                <td className="numeric">{formatCount(stratum.drawn)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shows === "sheet" && <SampleSheet sample={sample} onClose={() => setShows(null)} />}
      <Dialog
        title={t`Remove this sample?`}
        role="alertdialog"
        size="small"
        isOpen={shows === "remove"}
        onClose={() => setShows(null)}
        actions={
          <>
            <Button onPress={() => setShows(null)}>
              <Trans>Keep</Trans>
            </Button>
            <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: sample.id })}>
              <Trans>Remove</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>{plan.name} is forgotten. What was said of its entries stays.</Trans>
        </p>
      </Dialog>
    </section>
  );
}

async function saveSheet(id: number, format: SheetFormat): Promise<void> {
  try {
    await saveFile(await rpc("audit_sample_sheet", { id, format }));
  } catch (thrown) {
    tellError(toRpcError(thrown));
  }
}
