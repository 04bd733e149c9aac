import { Time } from "@internationalized/date";
import { DateInput, DateSegment, I18nProvider, Label, Text, TimeField as AriaTimeField } from "react-aria-components";
import "./field.css";

/** A time of the wall clock. */
export interface WallTime {
  hour: number;
  minute: number;
}

interface Props {
  label: string;
  value: WallTime;
  onChange: (value: WallTime) => void;
  help?: string;
}

/** A time of the day, 00:00 to 23:59, typed part by part. */
export function TimeField({ label, value, onChange, help }: Props) {
  return (
    <I18nProvider locale="en-CA">
      <AriaTimeField
        value={new Time(value.hour, value.minute)}
        // An emptied field keeps its time: a schedule has one.
        onChange={(time) => time && onChange({ hour: time.hour, minute: time.minute })}
        granularity="minute"
        hourCycle={24}
        shouldForceLeadingZeros
        className="field"
      >
        <Label className="label">{label}</Label>
        <DateInput className="date-input">
          {(segment) => <DateSegment segment={segment} className="date-segment" />}
        </DateInput>
        {help && (
          <Text slot="description" className="help">
            {help}
          </Text>
        )}
      </AriaTimeField>
    </I18nProvider>
  );
}
