import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { Button, Notice, Select } from "../../parts";
import { placeAddress } from "../../place/address";
import { nowMicros } from "../../time";
import { DestinationForm } from "../destinations/DestinationForm";
import { troubleOf } from "../destinations/state";

interface Props {
  destinations: readonly DestinationInfo[];
  value: DestinationInfo | null;
  onChange: (id: number) => void;
}

/** Where to; a destination that is missing can be added here. */
export function DestinationField({ destinations, value, onChange }: Props) {
  const [adding, setAdding] = useState(false);
  const trouble = value && troubleOf(value, nowMicros());
  return (
    <>
      <div className="row bottom">
        <div className="grow">
          {value ? (
            <Select
              label={t`Destination`}
              value={String(value.id)}
              onChange={(id) => onChange(Number(id))}
              options={destinations.map(({ id, name, place, prefix }) => ({
                id: String(id),
                text: name,
                help: placeAddress(place, prefix),
              }))}
            />
          ) : (
            <Notice>
              <Trans>There is no destination yet: add a bucket or a folder first.</Trans>
            </Notice>
          )}
        </div>
        <Button icon="plus" onPress={() => setAdding(true)}>
          <Trans>Add destination</Trans>
        </Button>
      </div>
      {trouble !== null && (
        <Notice kind="warning">
          <Trans>{trouble}: this export would probably fail.</Trans>
        </Notice>
      )}
      {adding && (
        <DestinationForm destination={null} onClose={() => setAdding(false)} onSaved={({ id }) => onChange(id)} />
      )}
    </>
  );
}
