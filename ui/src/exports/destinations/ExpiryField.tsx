import { type CalendarDate, fromAbsolute, toCalendarDate } from "@internationalized/date";
import { t } from "@lingui/core/macro";
import { DateField } from "../../parts";
import type { Micros } from "../../time";

interface Props {
  value: Micros | null;
  onChange: (value: Micros | null) => void;
}

/** The day on which a secret ends. Clouds show it as a day; it counts from its beginning, so that the warning is never late. */
export function ExpiryField({ value, onChange }: Props) {
  return (
    <DateField<CalendarDate>
      label={t`Secret ends on`}
      value={value === null ? null : toCalendarDate(fromAbsolute(value / 1000, "UTC"))}
      onChange={(day) => onChange(day === null ? null : day.toDate("UTC").getTime() * 1000)}
      granularity="day"
      help={t`Optional, in UTC. A warning comes 30 days ahead.`}
    />
  );
}
