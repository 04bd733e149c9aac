import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { formatEntries } from "../counts";
import { Button, IconButton } from "../parts";
import { openCompare } from "../router";
import { currentBasket, empty, useBasket } from "./basket";
import "./compare.css";

/** Opens the comparison of what was put aside. */
export function compareBasket(): void {
  const { reference, keys } = currentBasket();
  const [first, ...rest] = reference === null ? keys : [reference, ...keys];
  if (first !== undefined && rest.length > 0) openCompare(first, rest);
}

/** How many entries were put aside to be compared, and the way to the comparison. */
export function CompareBar() {
  const { reference, keys } = useBasket();
  const count = keys.length + (reference === null ? 0 : 1);
  if (count === 0) return null;
  const entries = formatEntries(count);
  return (
    <div className="compare-bar" role="status">
      <span>
        {reference === null ? t`${entries} to compare` : t`${entries} to compare, ${reference} is the reference`}
        {count === 1 && t`: v adds another one`}
      </span>
      <span className="grow" />
      <Button onPress={compareBasket} isDisabled={count < 2}>
        <Trans>Compare (Shift+V)</Trans>
      </Button>
      <IconButton icon="close" label={t`Compare nothing`} onPress={empty} />
    </div>
  );
}
