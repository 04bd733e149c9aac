import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Coverage } from "../../bindings/Coverage";
import type { ScheduleInfo } from "../../bindings/ScheduleInfo";
import { Button, Dialog, ErrorPanel, tell } from "../../parts";
import { formatEntries, formatHours } from "../../counts";
import { formatCount } from "../../numbers";
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
        <Trans>Back-fill…</Trans>
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
  const words = t`${formatHours(count)}: ${formatEntries(entries)}, ${formatCount(exported)} exported`;
  return late === 0 ? words : t`${words}, ${formatCount(late)} of them late`;
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
      tell(t`Back-fill begun`, spanName(span));
    },
  });
  const hours = sum.hours.before;
  const count = formatCount(hours);
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={t`Back-fill?`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isPending={backfill.isPending} onPress={() => backfill.mutate({ id, ...span })}>
            <Trans>Back-fill</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          {setup.name} exports the entries of {spanName(span)} that are from before its beginning to {destination}.
        </Trans>
      </p>
      <p className="quiet">
        <Plural
          value={hours}
          one={`${count} hour has such entries. What is exported already is not exported again.`}
          other={`${count} hours have such entries. What is exported already is not exported again.`}
        />
      </p>
      {backfill.error && <ErrorPanel error={backfill.error} />}
    </Dialog>
  );
}
