import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { Checklist } from "../../connection/Checklist";
import { useChecklist } from "../../connection/useChecklist";
import { Button, Dialog, Moment } from "../../parts";
import { placeAddress } from "../../place/address";
import { testSaved } from "./testSaved";

interface Props {
  destination: DestinationInfo;
  onEdit: () => void;
  onClose: () => void;
}

/** The last connection test of a destination, line by line, and a new one of it as it is saved. */
export function LastTest({ destination, onEdit, onClose }: Props) {
  const checklist = useChecklist();
  const { place, prefix, last_test: last } = destination;
  const isNew = checklist.running || checklist.result !== null || checklist.error !== null;
  const state = isNew
    ? checklist
    : { lines: last?.[0].lines ?? [], running: false, result: last?.[0] ?? null, error: null };

  function test(leave: boolean): void {
    void checklist.run((ticket) => testSaved(destination, ticket, leave));
  }

  return (
    <Dialog
      title={t`Connection test of ${destination.name}`}
      size="wide"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button isPending={checklist.running} onPress={() => test(false)}>
            {last === null ? t`Test connection` : t`Test again`}
          </Button>
          <div className="grow" />
          <Button onPress={onEdit}>
            <Trans>Edit destination</Trans>
          </Button>
          <Button kind="primary" onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        </>
      }
    >
      <p className="break">
        <span className="mono">{placeAddress(place, prefix)}</span>
        {isNew ? null : last === null ? (
          <Trans>, not tested yet.</Trans>
        ) : (
          <Trans>
            , tested <Moment at={last[1]} />. Destinations in use are tested again every day.
          </Trans>
        )}
      </p>
      <Checklist state={state} onLeave={place.kind === "folder" ? undefined : () => test(true)} />
    </Dialog>
  );
}
