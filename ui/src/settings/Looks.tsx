import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Look } from "../bindings/Look";
import { formatLines } from "../counts";
import { formatCount } from "../numbers";
import { Button, ErrorPanel } from "../parts";
import { Disclosure } from "../parts/Disclosure";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";

/** Looks that are read at first, and with each step more. */
const STEP = 50;

/** Who looked at which payload and why. */
export function Looks() {
  const zone = useZone();
  const [limit, setLimit] = useState(STEP);
  const { data, error } = useQueryOf("reveal_list", { limit }, { placeholderData: (before) => before });
  if (error) return <ErrorPanel error={error} />;
  if (!data || data.total === 0) return null;
  return (
    <Disclosure title={t`Record of looks at payloads: ${formatLines(data.total)}`}>
      <ul className="holds">
        {data.looks.map((look, at) => (
          // Two looks can be alike in everything.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="stack tight">
            <span className="break">
              <Trans>
                {formatMoment(look.at, zone)}: {words(look)}, by {look.by}
              </Trans>
            </span>
            {look.reason !== "" && <span className="quiet break">{look.reason}</span>}
          </li>
        ))}
      </ul>
      {data.total > data.looks.length && (
        <Button kind="quiet" onPress={() => setLimit(limit + 4 * STEP)}>
          <Trans>Show more ({formatCount(data.total - data.looks.length)} left)</Trans>
        </Button>
      )}
    </Disclosure>
  );
}

function words({ what, key, source, id }: Look): string {
  if (what === "look") return t`${key ?? t`a pending entry`} of ${source}, id ${id}`;
  return what === "ask" ? t`from here on reasons are asked for` : t`from here on no reasons are asked for`;
}
