import { type CalendarDate, fromAbsolute, toCalendarDate } from "@internationalized/date";
import { t } from "@lingui/core/macro";
import type { Beginning } from "../../bindings/Beginning";
import { DateField, RadioGroup } from "../../parts";
import type { Micros } from "../../time";

interface Props {
  beginning: Beginning["from"];
  since: Micros | null;
  zone: string;
  onChange: (change: { beginning?: Beginning["from"]; since?: Micros | null }) => void;
}

/** Where a new schedule begins. It cannot be changed later, but what came before can be filled in. */
export function BeginningFields({ beginning, since, zone, onChange }: Props) {
  return (
    <>
      <RadioGroup<Beginning["from"]>
        label={t`First run`}
        value={beginning}
        onChange={(from) => onChange({ beginning: from })}
        options={[
          { id: "everything", text: t`Everything that is here` },
          { id: "since", text: t`What happened since a day` },
          {
            id: "now",
            text: t`Only what comes from now on`,
            help: t`What came before can be filled in later, on the coverage calendar.`,
          },
        ]}
      />
      {beginning === "since" && (
        <DateField<CalendarDate>
          label={t`Since`}
          value={since === null ? null : toCalendarDate(fromAbsolute(since / 1000, zone))}
          onChange={(day) => onChange({ since: day === null ? null : day.toDate(zone).getTime() * 1000 })}
          granularity="day"
          help={t`From the beginning of the day, ${zone}.`}
        />
      )}
    </>
  );
}
