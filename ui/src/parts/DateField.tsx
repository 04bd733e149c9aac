import type { DateValue } from "@internationalized/date";
import { DateField as AriaDateField, DateInput, DateSegment, I18nProvider, Label, Text } from "react-aria-components";
import "./field.css";

interface Props<T extends DateValue> {
  label: string;
  value: T | null;
  onChange: (value: T | null) => void;
  /** The last part that can be typed. */
  granularity: "day" | "second";
  help?: React.ReactNode;
}

/** A day or a moment, typed part by part. */
export function DateField<T extends DateValue>({ label, value, onChange, granularity, help }: Props<T>) {
  return (
    // Year, month, day, as everywhere in the window.
    <I18nProvider locale="en-CA">
      <AriaDateField<DateValue>
        value={value}
        // A field answers with the kind of value that it was given.
        onChange={(changed) => onChange(changed as T | null)}
        granularity={granularity}
        hourCycle={24}
        hideTimeZone
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
      </AriaDateField>
    </I18nProvider>
  );
}
