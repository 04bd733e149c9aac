import { useState } from "react";
import type { DestinationInfo } from "../bindings/DestinationInfo";
import { VERDICTS } from "../connection/Checklist";
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
  type TableColumn,
} from "../parts";
import { useCommand, useQueryOf } from "../rpc";
import { DestinationForm } from "./DestinationForm";
import { place } from "./states";

type Editing = { open: false } | { open: true; destination: DestinationInfo | null };

/** Where exports go: list, add, edit, remove. */
export function Destinations() {
  const destinations = useQueryOf("destination_list", {});
  const [editing, setEditing] = useState<Editing>({ open: false });
  const [removing, setRemoving] = useState<DestinationInfo | null>(null);
  if (destinations.isPending) return <Loading />;
  if (destinations.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={destinations.error} actions={{ retry: () => void destinations.refetch() }} />
      </div>
    );
  }
  const add = (
    <Button icon="plus" kind="primary" onPress={() => setEditing({ open: true, destination: null })}>
      Add destination
    </Button>
  );
  return (
    <>
      {destinations.data.length === 0 ? (
        <EmptyState icon="folder" title="No destinations yet" actions={add}>
          Add a bucket on an S3-compatible store, or a folder on this computer. Rights to write are enough.
        </EmptyState>
      ) : (
        <div className="fill">
          <div className="bar">{add}</div>
          <Table
            label="Destinations"
            columns={columns((destination) => setEditing({ open: true, destination }), setRemoving)}
            rows={destinations.data}
            rowKey={({ id }) => id}
            rowText={({ name }) => name}
            onAction={(destination) => setEditing({ open: true, destination })}
          />
        </div>
      )}
      {editing.open && (
        <DestinationForm destination={editing.destination} onClose={() => setEditing({ open: false })} />
      )}
      {removing && <RemoveDestination destination={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function columns(
  edit: (destination: DestinationInfo) => void,
  remove: (destination: DestinationInfo) => void,
): readonly TableColumn<DestinationInfo>[] {
  return [
    { id: "name", title: "Name", render: ({ name }) => <span title={name}>{name}</span>, width: "22%" },
    {
      id: "kind",
      title: "Kind",
      render: ({ config }) => (config.kind === "s3" ? "S3-compatible" : "Folder"),
      width: "110px",
    },
    { id: "place", title: "Place", render: ({ config }) => <span title={place(config)}>{place(config)}</span> },
    {
      id: "prefix",
      title: "Prefix",
      render: ({ prefix }) => <span title={prefix}>{prefix}</span>,
      width: "20%",
    },
    { id: "test", title: "Last test", render: lastTest, width: "170px" },
    {
      id: "actions",
      title: "Actions",
      width: "80px",
      render: (destination) => (
        <span className="row">
          <IconButton icon="edit" size="small" label={`Edit ${destination.name}`} onPress={() => edit(destination)} />
          <IconButton
            icon="trash"
            size="small"
            label={`Remove ${destination.name}`}
            onPress={() => remove(destination)}
          />
        </span>
      ),
    },
  ];
}

function lastTest({ last_test: test }: DestinationInfo): React.ReactNode {
  if (test === null) return <span className="faint">Never</span>;
  const [verdict, at] = test;
  return (
    <span className="row">
      <Badge kind={VERDICTS[verdict].kind}>{VERDICTS[verdict].word}</Badge>
      <Ago at={at} />
    </span>
  );
}

function RemoveDestination({ destination, onClose }: { destination: DestinationInfo; onClose: () => void }) {
  const remove = useCommand("destination_remove", {
    onSuccess: () => {
      onClose();
      tell(`${destination.name} removed`);
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={`Remove ${destination.name}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Keep</Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id: destination.id })}>
            Remove destination
          </Button>
        </>
      }
    >
      <p>Its credentials are deleted here. What was exported stays where it is, and so do the runs in the list.</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
