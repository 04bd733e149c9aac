import type { Tombstone } from "../bindings/Tombstone";
import { Disclosure } from "../parts/Disclosure";
import { formatCount } from "../numbers";
import { formatMoment } from "../time";

/** What is left of what was removed. */
export function Tombstones({ tombstones, zone }: { tombstones: readonly Tombstone[]; zone: string }) {
  const sum = tombstones.reduce((total, { entries }) => total + entries, 0);
  return (
    <Disclosure title={`${formatCount(sum)} records were removed`}>
      <ul className="holds">
        {tombstones.map((stone) => (
          <li key={stone.id} className="stack tight">
            <span>
              {formatMoment(stone.at, zone)}: {formatCount(stone.entries)} records, {stone.reason}, by{" "}
              {stone.by || "unknown"}
            </span>
            <span className="faint">
              Ledger places {formatCount(stone.first)} to {formatCount(stone.last)}
            </span>
            {stone.sha256 !== "" && <span className="faint mono break">SHA-256 of their hashes {stone.sha256}</span>}
            {stone.chain !== "" && <span className="faint mono break">Head of the chain {stone.chain}</span>}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
