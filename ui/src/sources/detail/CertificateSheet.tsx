import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Certificate } from "../../bindings/Certificate";
import type { CertifiedCounts } from "../../bindings/CertifiedCounts";
import type { DayVerdict } from "../../bindings/DayVerdict";
import { gapReason } from "../../gaps";
import { formatDays } from "../../counts";
import { formatBytes, formatCount, formatSeconds } from "../../numbers";
import { formatMoment } from "../../time";
import "./certificate.css";

const VERDICTS: Record<DayVerdict, string> = {
  complete: t`Complete`,
  incomplete: t`Incomplete`,
  nothing_missing: t`Nothing known to be missing`,
};

/** Moments on the sheet are in UTC, as its days are: it is read by people in other zones. */
const ZONE = "UTC";

/** A certificate of completeness as a sheet of paper. */
export function CertificateSheet({ certificate }: { certificate: Certificate }) {
  const { name, described, made, last_success, chain, settled_until, days, sum, objects, gaps, remarks } = certificate;
  return (
    <article className="certificate" aria-label={t`Certificate of completeness: ${name}`}>
      <header>
        <h2>
          <Trans>Certificate of completeness</Trans>
        </h2>
        <p className="certificate-name">{name}</p>
        <p>{described}</p>
      </header>
      <dl>
        <Fact label={t`Drawn up`} value={formatMoment(made, ZONE)} />
        <Fact
          label={t`Last sync without an error`}
          value={last_success === null ? t`None` : formatMoment(last_success, ZONE)}
        />
        <Fact
          label={t`Ledger`}
          value={
            settled_until === 0
              ? t`No block is sealed yet: the hash below is that of the empty chain.`
              : t`Places up to ${formatCount(settled_until)} are sealed: they cannot change without the hash below.`
          }
        />
        <Fact label={t`Hash of the chain`} value={chain} mono />
      </dl>

      <h3>
        <Trans>Entries by day (UTC)</Trans>
      </h3>
      {days.length === 0 ? (
        <p>
          <Trans>No day is on record in this span.</Trans>
        </p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans>Day</Trans>
              </th>
              {HEADINGS.map((heading) => (
                <th key={heading} scope="col" className="numeric">
                  {heading}
                </th>
              ))}
              <th scope="col">
                <Trans>Verdict</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, counts, verdict }) => (
              <tr key={day} className={verdict}>
                <th scope="row">{day}</th>
                <Counts counts={counts} />
                <td>{VERDICTS[verdict]}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">
                <Trans>Sum</Trans>
              </th>
              <Counts counts={sum} />
              <td>{formatDays(days.length)}</td>
            </tr>
          </tfoot>
        </table>
      )}

      {objects && (
        <>
          <h3>
            <Trans>Objects</Trans>
          </h3>
          <dl>
            <Fact label={t`Read to their end`} value={`${formatCount(objects.read)} (${formatBytes(objects.bytes)})`} />
            <Fact label={t`With something unreadable`} value={formatCount(objects.unreadable)} />
            <Fact label={t`Not there any more`} value={formatCount(objects.gone)} />
            <Fact label={t`Records of other kinds, left out`} value={formatCount(objects.ignored)} />
          </dl>
        </>
      )}

      <h3>
        <Trans>Gaps</Trans>
      </h3>
      {gaps.length === 0 ? (
        <p>
          <Trans>None known.</Trans>
        </p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <Trans>From</Trans>
              </th>
              <th scope="col">
                <Trans>Until</Trans>
              </th>
              <th scope="col">
                <Trans>Of what</Trans>
              </th>
              <th scope="col">
                <Trans>Why</Trans>
              </th>
              <th scope="col">
                <Trans>Repaired</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <tr key={`${gap.from} ${gap.until} ${gap.scope} ${gap.reason}`}>
                <td>{gap.from === null ? t`The beginning` : formatMoment(gap.from, ZONE)}</td>
                <td>{formatMoment(gap.until, ZONE)}</td>
                <td>{gap.scope ?? t`The whole log`}</td>
                <td>{gapReason(gap)}</td>
                <td>{gap.repaired === null ? t`Open` : formatMoment(gap.repaired, ZONE)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}

      {remarks.length > 0 && (
        <>
          <h3>
            <Trans>Remarks</Trans>
          </h3>
          <ul>
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </>
      )}
    </article>
  );
}

const HEADINGS = [
  t`Offered`,
  t`Repeated`,
  t`Fetched`,
  t`Settled`,
  t`Unreadable`,
  t`Redacted`,
  t`Out of reach`,
] as const;

function Counts({ counts }: { counts: CertifiedCounts }) {
  const { offered, repeated, fetched, settled, unreadable, redacted, out_of_reach_minutes } = counts;
  return (
    <>
      <td className="numeric">{offered === null ? t`not stated` : formatCount(offered)}</td>
      <td className="numeric">{formatCount(repeated)}</td>
      <td className="numeric">{formatCount(fetched)}</td>
      <td className="numeric">{formatCount(settled)}</td>
      <td className="numeric">{formatCount(unreadable)}</td>
      <td className="numeric">{formatCount(redacted)}</td>
      <td className="numeric">{out_of_reach_minutes === 0 ? "0" : formatSeconds(out_of_reach_minutes * 60)}</td>
    </>
  );
}

function Fact({ label, value, mono = false }: { label: string; value: string; mono?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={mono ? "mono break" : "break"}>{value}</dd>
    </div>
  );
}
