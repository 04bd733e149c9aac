import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { createPortal } from "react-dom";
import type { SampleInfo } from "../bindings/SampleInfo";
import type { SampleLine } from "../bindings/SampleLine";
import { Button, Dialog, ErrorPanel, Loading } from "../parts";
import { formatCount } from "../numbers";
import { dispositionInfo, DISPOSITIONS } from "../review/said/dispositions";
import { useQueryOf } from "../rpc";
import { formatMoment } from "../time";
import { methodWords, reviewedOf } from "./methods";

interface Props {
  sample: SampleInfo;
  onClose: () => void;
}

/** Moments on the sheet are in UTC: it is read by people in other zones. */
const ZONE = "UTC";

/** The sheet of a sample, and a way to print it. */
export function SampleSheet({ sample, onClose }: Props) {
  const { data, error } = useQueryOf("audit_sample_show", { id: sample.id }, { staleTime: 0, gcTime: 0 });
  const sheet = data && <Sheet sample={sample} lines={data} />;
  return (
    <Dialog
      title={t`Sheet of ${sample.plan.name}`}
      size="full"
      isText
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
          <Button kind="primary" icon="print" isDisabled={!data} onPress={() => window.print()}>
            <Trans>Print</Trans>
          </Button>
        </>
      }
    >
      {error ? <ErrorPanel error={error} /> : (sheet ?? <Loading />)}
      {/* Paper gets the sheet alone. */}
      {sheet && createPortal(<div className="print-only landscape">{sheet}</div>, document.body)}
    </Dialog>
  );
}

function Sheet({ sample, lines }: { sample: SampleInfo; lines: readonly SampleLine[] }) {
  const { plan } = sample;
  const open = sample.entries - reviewedOf(sample);
  const result = DISPOSITIONS.map(
    ({ text }, index) => `${formatCount(sample.dispositions[index] ?? 0)} ${text.toLowerCase()}`,
  );
  return (
    <article className="paper sample-sheet" aria-label={t`Sample ${plan.name}`}>
      <h2>
        <Trans>Sample {plan.name}</Trans>
      </h2>
      <dl>
        <dt>
          <Trans>Filter</Trans>
        </dt>
        <dd className="mono">{plan.filter || t`every entry`}</dd>
        <dt>
          <Trans>Population</Trans>
        </dt>
        <dd>
          <Trans>
            {formatCount(sample.population)} entries, ledger places 1 to {formatCount(sample.ledger)}
          </Trans>
        </dd>
        <dt>
          <Trans>Population hash</Trans>
        </dt>
        <dd className="mono">{sample.population_sha256}</dd>
        <dt>
          <Trans>Method</Trans>
        </dt>
        <dd>
          <Trans>
            {methodWords(plan.method)}, {formatCount(sample.entries)} entries, seed{" "}
            <span className="mono">{plan.seed}</span>
          </Trans>
        </dd>
        <dt>
          <Trans>Drawn</Trans>
        </dt>
        <dd>
          <Trans>
            {formatMoment(sample.at, ZONE)} by {sample.by}
          </Trans>
        </dd>
        <dt>
          <Trans>Left out</Trans>
        </dt>
        <dd>
          <Trans>{formatCount(sample.pending)} pending</Trans>
        </dd>
        <dt>
          <Trans>Result</Trans>
        </dt>
        <dd>
          <Trans>
            {result.join(", ")}, {formatCount(open)} not reviewed
          </Trans>
        </dd>
      </dl>
      <table>
        <thead>
          <tr>
            {[
              t`No.`,
              t`Entry`,
              t`Time (UTC)`,
              t`Actor`,
              t`Operation`,
              t`Target`,
              t`Outcome`,
              t`Disposition`,
              t`Tags, notes`,
            ].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line key={line.key} line={line} />
          ))}
        </tbody>
      </table>
      <div className="signature">
        <div>
          <Trans>Reviewer, date</Trans>
        </div>
        <div>
          <Trans>Second reviewer, date</Trans>
        </div>
      </div>
    </article>
  );
}

function Line({ line }: { line: SampleLine }) {
  const { row } = line;
  return (
    <tr>
      <td>{line.number}</td>
      <td>
        {line.key}
        <br />
        <span className="mono by">{line.sha256.slice(0, 12)}…</span>
      </td>
      {row === null ? (
        <td colSpan={7}>
          <Trans>Removed by retention.</Trans>
        </td>
      ) : (
        <>
          <td>{formatMoment(row.time, ZONE)}</td>
          <td>{row.actor_name || row.actor}</td>
          <td>{row.operation}</td>
          <td>{[row.server_name || row.server, row.target].filter((part) => part !== "").join(": ")}</td>
          <td>
            {row.outcome}
            {row.tool_error === true && t`, tool error`}
          </td>
          <td>
            {row.review.disposition !== null && (
              <>
                {dispositionInfo(row.review.disposition).text}
                <br />
                <span className="by">
                  {row.review.reviewer}
                  {line.decided !== null && `, ${formatMoment(line.decided, ZONE)}`}
                </span>
              </>
            )}
          </td>
          <td>
            {row.review.tags.join(", ")}
            {line.written.map((note) => (
              <p key={note.id} className="note-line">
                <span className="by">{note.by}:</span> {note.text}
              </p>
            ))}
          </td>
        </>
      )}
    </tr>
  );
}
