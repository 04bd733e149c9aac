import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { PreviewRow } from "../bindings/PreviewRow";
import { Badge, Section } from "../parts";
import { OutcomePill } from "../review/marks";
import { useZone } from "../settings";
import { formatWall, formatZone, nowMicros } from "../time";

/** The first records as they would come in; what would go to quarantine says why. */
export function Preview({ rows, isStale }: { rows: readonly PreviewRow[]; isStale: boolean }) {
  const zone = useZone();
  const times = formatZone(zone, nowMicros());
  const count = rows.length;
  const bad = rows.filter(({ unreadable }) => unreadable !== null).length;
  return (
    <Section
      title={t`Preview`}
      help={plural(count, {
        one: `The first record as they would come in. Times in ${times}.`,
        other: `The first ${count} records as they would come in. Times in ${times}.`,
      })}
      actions={
        bad > 0 && (
          <Badge kind="warning">
            <Trans>
              {bad} of {rows.length} unreadable
            </Trans>
          </Badge>
        )
      }
    >
      <div className="table-frame preview-frame" aria-busy={isStale}>
        <table className="preview" aria-label={t`Preview of the import`}>
          <thead>
            <tr>
              {[t`Time`, t`Actor`, t`Operation`, t`Target`, t`Outcome`, t`Id`, t`Record`].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // The rows are the first records of one file, in their order.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.unreadable === null ? (
                  <>
                    <td>{row.time === null ? <Nothing /> : formatWall(row.time, zone, 3)}</td>
                    <Value text={row.actor} />
                    <Value text={row.operation} />
                    <Value text={row.target} />
                    <td>{row.outcome === null ? <Nothing /> : <OutcomePill outcome={row.outcome} />}</td>
                    <Value text={row.id} />
                  </>
                ) : (
                  <td colSpan={6} className="trouble" title={row.unreadable}>
                    {row.unreadable}
                  </td>
                )}
                <td className="mono quiet" title={row.start}>
                  {row.start}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Value({ text }: { text: string }) {
  return <td title={text}>{text === "" ? <Nothing /> : <bdi>{text}</bdi>}</td>;
}

function Nothing() {
  return <span className="faint">–</span>;
}
