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
  const [shows, setShows] = useState<"sheet" | "remove" | null>(null);
  const check = useCommand("audit_sample_check", { onError: tellError });
  const remove = useCommand("audit_sample_remove", { onSuccess: () => setShows(null), onError: tellError });
  return (
    <section className="sample page-body padded" aria-label={plan.name}>
      <header className="row">
        <h2 className="cut grow">{plan.name}</h2>
        <Button kind="primary" icon="search" onPress={() => openReview(sample.shown_by)}>
          {reviewed === 0 ? "Begin" : reviewed < sample.entries ? "Go on" : "Show in Review"}
        </Button>
        <Button icon="print" onPress={() => setShows("sheet")}>
          Sheet
        </Button>
        <Menu label="More" trigger={<Button icon="more">More</Button>}>
          <MenuItem text="Save the sheet as CSV…" icon="download" onAction={() => void saveSheet(sample.id, "csv")} />
          <MenuItem text="Save the sheet as HTML…" icon="download" onAction={() => void saveSheet(sample.id, "html")} />
          <MenuItem text="Draw again to check" icon="refresh" onAction={() => check.mutate({ id: sample.id })} />
          <MenuItem text="Remove…" icon="trash" danger onAction={() => setShows("remove")} />
        </Menu>
      </header>
      <ProgressBar label="Reviewed" value={reviewed} total={sample.entries} />
      <p>
        {formatCount(reviewed)} of {formatCount(sample.entries)} reviewed:{" "}
        {DISPOSITIONS.map(
          ({ text }, index) => `${formatCount(sample.dispositions[index] ?? 0)} ${text.toLowerCase()}`,
        ).join(", ")}
      </p>
      {sample.superseded > 0 && (
        <Notice>
          {formatCount(sample.superseded)} of the entries have a later version since. The sample keeps those that were
          drawn.
        </Notice>
      )}
      {sample.removed > 0 && (
        <Notice>{formatCount(sample.removed)} of the entries were removed by retention since.</Notice>
      )}
      {check.isPending && <p role="status">Drawing again…</p>}
      {check.data && (
        <Notice>
          {check.data.same_population
            ? "The population is the same, and so are the entries drawn."
            : `The population is another one by now: ${formatCount(check.data.population)} entries. Drawn from it, the entries are ${check.data.same_entries ? "the same" : "not the same"}.`}
        </Notice>
      )}
      <Facts
        facts={[
          { label: "Filter", value: <span className="mono">{plan.filter || "every entry"}</span> },
          {
            label: "Population",
            value: `${formatCount(sample.population)} settled entries, ledger places 1 to ${formatCount(sample.ledger)}`,
          },
          { label: "Population hash", value: <span className="mono">{sample.population_sha256}</span> },
          sample.pending === 0 ? null : { label: "Left out", value: `${formatCount(sample.pending)} pending entries` },
          { label: "Method", value: methodWords(plan.method) },
          { label: "Seed", value: <span className="mono">{plan.seed}</span> },
          { label: "Drawn", value: `${formatMoment(sample.at, zone)} by ${sample.by}` },
        ]}
      />
      {sample.strata.length > 1 && (
        <table className="sheet-table">
          <caption className="visually-hidden">Strata</caption>
          <thead>
            <tr>
              <th scope="col">Stratum</th>
              <th scope="col" className="numeric">
                Population
              </th>
              <th scope="col" className="numeric">
                Drawn
              </th>
            </tr>
          </thead>
          <tbody>
            {sample.strata.map((stratum) => (
              <tr key={stratum.value}>
                <th scope="row">{stratum.value || "none"}</th>
                <td className="numeric">{formatCount(stratum.population)}</td>
                <td className="numeric">{formatCount(stratum.drawn)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shows === "sheet" && <SampleSheet sample={sample} onClose={() => setShows(null)} />}
      <Dialog
        title="Remove this sample?"
        role="alertdialog"
        size="small"
        isOpen={shows === "remove"}
        onClose={() => setShows(null)}
        actions={
          <>
            <Button onPress={() => setShows(null)}>Keep</Button>
            <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: sample.id })}>
              Remove
            </Button>
          </>
        }
      >
        <p>{plan.name} is forgotten. What was said of its entries stays.</p>
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
