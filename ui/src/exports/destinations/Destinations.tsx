import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { CONCLUSIONS } from "../../connection/verdicts";
import {
  Ago,
  Badge,
  Button,
  Dialog,
  EmptyState,
  ErrorPanel,
  IconButton,
  Loading,
  Table,
  tell,
  TroubleMark,
  type TableColumn,
} from "../../parts";
import { placeAddress, placeHost, placeKindName } from "../../place/address";
import { useCommand, useQueryOf } from "../../rpc";
import { useZone } from "../../settings";
import { formatMoment, nowMicros, type Micros } from "../../time";
import { DestinationForm } from "./DestinationForm";
import { LastTest } from "./LastTest";
import { expiryOf, troubleOf } from "./state";

/** What is open over the list. */
type Open =
  { kind: "form"; destination: DestinationInfo | null } | { kind: "test" | "remove"; destination: DestinationInfo };

interface Actions {
  edit: (destination: DestinationInfo) => void;
  remove: (destination: DestinationInfo) => void;
  showTest: (destination: DestinationInfo) => void;
}

/** Where exports go: list, add, edit, remove. */
export function Destinations() {
  const destinations = useQueryOf("destination_list", {});
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const edit = (destination: DestinationInfo | null) => setOpen({ kind: "form", destination });
  if (destinations.isPending) return <Loading />;
  if (destinations.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={destinations.error} actions={{ retry: () => void destinations.refetch() }} />
      </div>
    );
  }
  const add = (
    <Button icon="plus" kind="primary" onPress={() => edit(null)}>
      <Trans>Add destination</Trans>
    </Button>
  );
  return (
    <>
      {destinations.data.length === 0 ? (
        <EmptyState icon="folder" title={t`No destinations yet`} actions={add}>
          <Trans>
            A bucket on Amazon S3 or a compatible storage, on Google Cloud or Azure, or a folder. The right to write is
            enough.
          </Trans>
        </EmptyState>
      ) : (
        <div className="fill">
          <div className="bar">{add}</div>
          <Table
            label={t`Destinations`}
            columns={columns({
              edit,
              remove: (destination) => setOpen({ kind: "remove", destination }),
              showTest: (destination) => setOpen({ kind: "test", destination }),
            })}
            rows={destinations.data}
            rowKey={({ id }) => id}
            rowText={({ name }) => name}
            onAction={edit}
          />
        </div>
      )}
      {open?.kind === "form" && <DestinationForm destination={open.destination} onClose={close} />}
      {open?.kind === "test" && (
        <LastTest destination={open.destination} onEdit={() => edit(open.destination)} onClose={close} />
      )}
      {open?.kind === "remove" && <RemoveDestination destination={open.destination} onClose={close} />}
    </>
  );
}

function columns({ edit, remove, showTest }: Actions): readonly TableColumn<DestinationInfo>[] {
  return [
    { id: "name", title: t`Name`, render: (destination) => <Name destination={destination} />, width: "20%" },
    { id: "kind", title: t`Kind`, render: ({ place }) => placeKindName(place), width: "110px" },
    { id: "address", title: t`Address`, render: (destination) => <Address destination={destination} /> },
    {
      id: "test",
      title: t`Last test`,
      render: (destination) => (
        <span className="cell-button">
          <LastVerdict destination={destination} onPress={() => showTest(destination)} />
        </span>
      ),
      width: "250px",
    },
    { id: "expires", title: t`Secret`, render: ({ expires }) => <Expires at={expires} />, width: "140px" },
    {
      id: "actions",
      title: t`Actions`,
      width: "80px",
      render: (destination) => (
        <span className="row">
          <IconButton icon="edit" size="small" label={t`Edit ${destination.name}`} onPress={() => edit(destination)} />
          <IconButton
            icon="trash"
            size="small"
            label={t`Remove ${destination.name}`}
            onPress={() => remove(destination)}
          />
        </span>
      ),
    },
  ];
}

function Name({ destination }: { destination: DestinationInfo }) {
  const trouble = troubleOf(destination, nowMicros());
  return (
    <span className="row">
      {trouble !== null && <TroubleMark text={trouble} />}
      <strong className="cut" title={destination.name}>
        {destination.name}
      </strong>
    </span>
  );
}

function Address({ destination: { place, prefix } }: { destination: DestinationInfo }) {
  const address = placeAddress(place, prefix);
  const host = placeHost(place);
  return (
    <span title={host === "" ? address : t`${address} at ${host}`}>
      <span className="mono">{address}</span>
      {host !== "" && (
        <span className="faint">
          {" "}
          <Trans>at {host}</Trans>
        </span>
      )}
    </span>
  );
}

function LastVerdict({ destination, onPress }: { destination: DestinationInfo; onPress: () => void }) {
  const { name, last_test: test } = destination;
  if (test === null) {
    return (
      <Button kind="quiet" aria-label={t`Test ${name}`} onPress={onPress}>
        <span className="faint">
          <Trans>Not tested</Trans>
        </span>
      </Button>
    );
  }
  const [{ conclusion }, at] = test;
  const { icon, text, kind } = CONCLUSIONS[conclusion];
  return (
    <Button kind="quiet" aria-label={t`${text}: show the last test of ${name}`} onPress={onPress}>
      <span className="row">
        <Badge kind={kind} icon={icon}>
          {text}
        </Badge>
        <Ago at={at} />
      </span>
    </Button>
  );
}

function Expires({ at }: { at: Micros | null }) {
  const zone = useZone();
  if (at === null) return <span className="faint">–</span>;
  const { kind, isUrgent, text } = expiryOf(at, nowMicros());
  return (
    <span title={formatMoment(at, zone)}>
      <Badge kind={kind} {...(isUrgent && { icon: kind === "bad" ? "fail" : "warning" })}>
        {text}
      </Badge>
    </span>
  );
}

function RemoveDestination({ destination, onClose }: { destination: DestinationInfo; onClose: () => void }) {
  const remove = useCommand("destination_remove", {
    onSuccess: () => {
      onClose();
      tell(t`${destination.name} removed`);
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={t`Remove ${destination.name}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Keep</Trans>
          </Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: destination.id })}>
            <Trans>Remove destination</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          Its credentials are deleted here. What was exported stays where it is, and so do the runs in the list.
        </Trans>
      </p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
