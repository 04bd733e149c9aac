import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Button, Dialog, ErrorPanel, Menu, MenuItem, tell, tellError } from "../../parts";
import { formatObjects, formatRuns } from "../../counts";
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
      <Menu
        label={t`More`}
        trigger={
          <Button icon="more">
            <Trans>More</Trans>
          </Button>
        }
      >
        <MenuItem text={t`Edit…`} icon="edit" onAction={() => showSchedule(id, "edit")} />
        <MenuItem text={t`Duplicate…`} icon="copy" onAction={() => showSchedule(id, "copy")} />
        <MenuItem
          text={t`Skip the next run…`}
          icon="skip"
          isDisabled={!enabled || next === null}
          onAction={() => setOpen("skip")}
        />
        <MenuItem text={t`Show entries in Review`} icon="search" onAction={() => openReview(setup.filter)} />
        <MenuItem text={t`Delete…`} icon="trash" danger onAction={() => setOpen("delete")} />
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
      tell(t`Skipped`, info.next === null ? undefined : t`Next run ${formatMoment(info.next, zone)}`);
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={t`Skip the next run?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isPending={skip.isPending} onPress={() => skip.mutate({ id })}>
            <Trans>Skip</Trans>
          </Button>
        </>
      }
    >
      <p>
        {next === null ? "" : t`The run of ${formatMoment(next, zone)} does not take place.`}{" "}
        <Trans>Nothing is lost: the run after it takes its entries as well.</Trans>
      </p>
    </Dialog>
  );
}

function DeleteSchedule({ schedule: { id, setup, totals, open }, onClose }: Props) {
  const remove = useCommand("schedule_remove", {
    onSuccess: () => {
      onClose();
      showExports("runs");
      tell(t`${setup.name} deleted`, t`What it exported stays.`);
    },
  });
  const [runs] = totals;
  const begun = open?.objects.length ?? 0;
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={t`Delete ${setup.name}?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Keep</Trans>
          </Button>
          <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate({ id })}>
            <Trans>Delete schedule</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>It does not run any more.</Trans>{" "}
        {runs === 0 ? t`It has exported nothing.` : t`The objects of its ${formatRuns(runs)} stay where they are.`}{" "}
        {begun > 0 && t`So do the ${formatObjects(begun)} of its run that is not finished, without a manifest.`}{" "}
        <Trans>What it covers is forgotten: a new schedule would export the same entries again.</Trans>
      </p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
