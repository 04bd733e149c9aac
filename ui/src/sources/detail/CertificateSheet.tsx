import type { Certificate } from "../../bindings/Certificate";
import type { CertifiedCounts } from "../../bindings/CertifiedCounts";
import type { DayVerdict } from "../../bindings/DayVerdict";
import { gapReason } from "../../gaps";
import { formatBytes, formatCount, formatCountOf, formatSeconds } from "../../numbers";
import { formatMoment } from "../../time";
import "./certificate.css";

const VERDICTS: Record<DayVerdict, string> = {
  complete: "Complete",
  incomplete: "Incomplete",
  nothing_missing: "Nothing known to be missing",
};

/** Moments on the sheet are in UTC, as its days are: it is read by people in other zones. */
const ZONE = "UTC";

/** A certificate of completeness as a sheet of paper. */
export function CertificateSheet({ certificate }: { certificate: Certificate }) {
  const { name, described, made, last_success, chain, settled_until, days, sum, objects, gaps, remarks } = certificate;
  return (
    <article className="certificate" aria-label={`Certificate of completeness: ${name}`}>
      <header>
        <h2>Certificate of completeness</h2>
        <p className="certificate-name">{name}</p>
        <p>{described}</p>
      </header>
      <dl>
        <Fact label="Drawn up" value={formatMoment(made, ZONE)} />
        <Fact
          label="Last sync without an error"
          value={last_success === null ? "None" : formatMoment(last_success, ZONE)}
        />
        <Fact
          label="Ledger"
          value={
            settled_until === 0
              ? "No block is sealed yet: the hash below is that of the empty chain."
              : `Places up to ${formatCount(settled_until)} are sealed: they cannot change without the hash below.`
          }
        />
        <Fact label="Hash of the chain" value={chain} mono />
      </dl>

      <h3>Entries by day (UTC)</h3>
      {days.length === 0 ? (
        <p>No day is on record in this span.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              {HEADINGS.map((heading) => (
                <th key={heading} scope="col" className="numeric">
                  {heading}
                </th>
              ))}
              <th scope="col">Verdict</th>
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
              <th scope="row">Sum</th>
              <Counts counts={sum} />
              <td>{formatCountOf(days.length, "day", "days")}</td>
            </tr>
          </tfoot>
        </table>
      )}

      {objects && (
        <>
          <h3>Objects</h3>
          <dl>
            <Fact label="Read to their end" value={`${formatCount(objects.read)} (${formatBytes(objects.bytes)})`} />
            <Fact label="With something unreadable" value={formatCount(objects.unreadable)} />
            <Fact label="Not there any more" value={formatCount(objects.gone)} />
            <Fact label="Records of other kinds, left out" value={formatCount(objects.ignored)} />
          </dl>
        </>
      )}

      <h3>Gaps</h3>
      {gaps.length === 0 ? (
        <p>None known.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Until</th>
              <th scope="col">Of what</th>
              <th scope="col">Why</th>
              <th scope="col">Repaired</th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => (
              <tr key={`${gap.from} ${gap.until} ${gap.scope} ${gap.reason}`}>
                <td>{gap.from === null ? "The beginning" : formatMoment(gap.from, ZONE)}</td>
                <td>{formatMoment(gap.until, ZONE)}</td>
                <td>{gap.scope ?? "The whole log"}</td>
                <td>{gapReason(gap)}</td>
                <td>{gap.repaired === null ? "Open" : formatMoment(gap.repaired, ZONE)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}

      {remarks.length > 0 && (
        <>
          <h3>Remarks</h3>
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

const HEADINGS = ["Offered", "Repeated", "Fetched", "Settled", "Unreadable", "Redacted", "Out of reach"] as const;

function Counts({ counts }: { counts: CertifiedCounts }) {
  const { offered, repeated, fetched, settled, unreadable, redacted, out_of_reach_minutes } = counts;
  return (
    <>
      <td className="numeric">{offered === null ? "not stated" : formatCount(offered)}</td>
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
