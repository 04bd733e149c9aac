import { useState } from "react";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Button, Dialog, ErrorPanel, Menu, MenuItem, tell, tellError } from "../../parts";
import { formatCountOf } from "../../numbers";
import { openReview, showExports, showSchedule } from "../../router";
import { useCommand } from "../../rpc";
import { formatMoment, isZone } from "../../time";

/** What is seldom done to a schedule. */
export function MoreActions({ schedule }: { schedule: ScheduleInfo }) {
  const { id, setup, enabled, next } = schedule;
  const [open, setOpen] = useState<"skip" | "delete" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu label="More" trigger={<Button icon="more">More</Button>}>
        <MenuItem text="Edit…" icon="edit" onAction={() => showSchedule(id, "edit")} />
        <MenuItem text="Duplicate…" icon="copy" onAction={() => showSchedule(id, "copy")} />
        <MenuItem
          text="Skip the next run…"
          icon="skip"
          isDisabled={!enabled || next === null}
          onAction={() => setOpen("skip")}
        />
        <MenuItem text="Show entries in Review" icon="search" onAction={() => openReview(setup.filter)} />
        <MenuItem text="Delete…" icon="trash" danger onAction={() => setOpen("delete")} />
      </Menu>
      {open === "skip" && <SkipNext schedule={schedule} onClose={close} />}
      {open === "delete" && <DeleteSchedule schedule={schedule} onClose={close} />}
    </>
  );
}

interface Props {
  schedule: ScheduleInfo;
  onClose: () => void;
}

function SkipNext({ schedule: { id, setup, next }, onClose }: Props) {
  const zone = isZone(setup.zone) ? setup.zone : "UTC";
  const skip = useCommand("schedule_skip", {
    onError: tellError,
    onSuccess: (info) => {
      onClose();
      tell("Skipped", info.next === null ? undefined : `Next run ${formatMoment(info.next, zone)}`);
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title="Skip the next run?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" isPending={skip.isPending} onPress={() => skip.mutate({ id })}>
            Skip
          </Button>
        </>
      }
    >
      <p>
        {next === null ? "" : `The run of ${formatMoment(next, zone)} does not take place. `}
        Nothing is lost: the run after it takes its entries as well.
      </p>
    </Dialog>
  );
}

function DeleteSchedule({ schedule: { id, setup, totals, open }, onClose }: Props) {
  const remove = useCommand("schedule_remove", {
    onSuccess: () => {
      onClose();
      showExports("runs");
      tell(`${setup.name} deleted`, "What it exported stays.");
    },
  });
  const [runs] = totals;
  const begun = open?.objects.length ?? 0;
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={`Delete ${setup.name}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Keep</Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id })}>
            Delete schedule
          </Button>
        </>
      }
    >
      <p>
        It does not run any more.{" "}
        {runs === 0
          ? "It has exported nothing."
          : `The objects of its ${formatCountOf(runs, "run", "runs")} stay where they are.`}{" "}
        {begun > 0 &&
          `So do the ${formatCountOf(begun, "object", "objects")} of its run that is not finished, without a manifest. `}
        What it covers is forgotten: a new schedule would export the same entries again.
      </p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
