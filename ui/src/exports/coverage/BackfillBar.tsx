import { useState } from "react";
import type { Coverage } from "../../bindings/Coverage";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Button, Dialog, ErrorPanel, tell } from "../../parts";
import { formatCount, formatCountOf } from "../../numbers";
import { useCommand } from "../../rpc";
import type { Micros } from "../../time";
import { HOUR, hourAt, hourName, spanName, sumOf, type Sum } from "./calendar";
import { hourWords } from "./states";

interface Span {
  from: Micros;
  until: Micros;
}

interface Props {
  schedule: ScheduleInfo;
  coverage: Coverage;
  /** What is chosen. */
  span: Span | null;
  /** The hour that the keyboard is at. */
  current: Micros;
  onDone: () => void;
}

/** What is chosen in the calendar in figures, and the way to fill it in. */
export function BackfillBar({ schedule, coverage, span, current, onDone }: Props) {
  const [asking, setAsking] = useState(false);
  const shown = span ?? { from: current, until: current + HOUR };
  const sum = sumOf(coverage, shown.from, shown.until);
  const isOffered = sum.hours.before > 0;
  const isOneHour = shown.until - shown.from === HOUR;
  return (
    <div className="row backfill-bar">
      <Button icon="history" isDisabled={!isOffered} onPress={() => setAsking(true)}>
        Back-fill…
      </Button>
      <p className="grow" role="status">
        <strong>{isOneHour ? `${hourName(shown.from)} UTC` : spanName(shown)}</strong>{" "}
        {isOneHour ? hourWords(hourAt(coverage, shown.from)) : spanWords(sum)}
      </p>
      {asking && (
        <ConfirmBackfill
          schedule={schedule}
          span={shown}
          sum={sum}
          onClose={() => setAsking(false)}
          onStarted={() => {
            setAsking(false);
            onDone();
          }}
        />
      )}
    </div>
  );
}

/** `57 hours: 1,204 entries, 900 exported, 3 of them late` */
function spanWords({ hours, entries, exported, late }: Sum): string {
  const count = Object.values(hours).reduce((all, some) => all + some, 0);
  const lateWords = late === 0 ? "" : `, ${formatCount(late)} of them late`;
  return `${formatCountOf(count, "hour", "hours")}: ${formatCountOf(entries, "entry", "entries")}, ${formatCount(exported)} exported${lateWords}`;
}

interface ConfirmProps {
  schedule: ScheduleInfo;
  span: Span;
  sum: Sum;
  onClose: () => void;
  onStarted: () => void;
}

function ConfirmBackfill({ schedule: { id, setup, destination }, span, sum, onClose, onStarted }: ConfirmProps) {
  const backfill = useCommand("schedule_backfill", {
    onSuccess: () => {
      onStarted();
      tell("Back-fill begun", spanName(span));
    },
  });
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title="Back-fill?"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" isPending={backfill.isPending} onPress={() => backfill.mutate({ id, ...span })}>
            Back-fill
          </Button>
        </>
      }
    >
      <p>
        {setup.name} exports the entries of {spanName(span)} that are from before its beginning to {destination}.
      </p>
      <p className="quiet">
        {formatCountOf(sum.hours.before, "hour has", "hours have")} such entries. What is exported already is not
        exported again.
      </p>
      {backfill.error && <ErrorPanel error={backfill.error} />}
    </Dialog>
  );
}
