import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { Button, Popover, RadioGroup } from "../parts";
import { FilterField } from "../review/query/FilterField";

/** What the address has for the two comparisons that are no filter. */
export const PERIOD_BEFORE = "period-before";
export const NOTHING = "nothing";

interface Props {
  against: string;
  filter: string;
  onAgainst: (against: string) => void;
}

/** What the figures are compared with: the period before, another filter, nothing. */
export function Compare({ against, filter, onAgainst }: Props) {
  const words =
    against === PERIOD_BEFORE ? t`Period before` : against === NOTHING ? t`Nothing` : against || t`Everything`;
  return (
    <Popover
      label={t`Comparison`}
      placement="bottom end"
      trigger={<Button icon="columns">{t`Compared with: ${words}`}</Button>}
    >
      {(close) => (
        <Choice
          against={against}
          filter={filter}
          onAgainst={(next) => {
            onAgainst(next);
            close();
          }}
        />
      )}
    </Popover>
  );
}

const KINDS = [
  { id: "period-before", text: t`The period before`, help: t`As long as this one, and just before it` },
  { id: "filter", text: t`Another filter`, help: t`Another server, another user, another span of time` },
  { id: "nothing", text: t`Nothing` },
] as const;
type Kind = (typeof KINDS)[number]["id"];

function Choice({ against, filter, onAgainst }: Props) {
  const isFilter = against !== PERIOD_BEFORE && against !== NOTHING;
  const [kind, setKind] = useState<Kind>(isFilter ? "filter" : against === NOTHING ? "nothing" : "period-before");
  const [text, setText] = useState(isFilter ? against : filter);
  return (
    <form
      className="usage-compare"
      onSubmit={(event) => {
        event.preventDefault();
        onAgainst(kind === "filter" ? text : kind);
      }}
    >
      <RadioGroup label={t`Compare with`} options={KINDS} value={kind} onChange={setKind} />
      {kind === "filter" && <FilterField label={t`The other filter`} value={text} onChange={setText} />}
      <Button kind="primary" type="submit">
        <Trans>Compare</Trans>
      </Button>
    </form>
  );
}
