import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Tombstone } from "../bindings/Tombstone";
import { Disclosure } from "../parts/Disclosure";
import { formatCount } from "../numbers";
import { formatMoment } from "../time";

/** What is left of what was removed. */
export function Tombstones({ tombstones, zone }: { tombstones: readonly Tombstone[]; zone: string }) {
  const sum = tombstones.reduce((total, { entries }) => total + entries, 0);
  return (
    <Disclosure title={t`${formatCount(sum)} records were removed`}>
      <ul className="holds">
        {tombstones.map((stone) => (
          <li key={stone.id} className="stack tight">
            <span>
              <Trans>
                {formatMoment(stone.at, zone)}: {formatCount(stone.entries)} records, {stone.reason}, by{" "}
                {stone.by || t`unknown`}
              </Trans>
            </span>
            <span className="faint">
              <Trans>
                Ledger places {formatCount(stone.first)} to {formatCount(stone.last)}
              </Trans>
            </span>
            {stone.sha256 !== "" && (
              <span className="faint mono break">
                <Trans>SHA-256 of their hashes {stone.sha256}</Trans>
              </span>
            )}
            {stone.chain !== "" && (
              <span className="faint mono break">
                <Trans>Head of the chain {stone.chain}</Trans>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
