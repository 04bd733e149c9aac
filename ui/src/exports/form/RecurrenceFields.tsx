import { t } from "@lingui/core/macro";
import { SearchSelect, Select, TextField, TimeField } from "../../parts";
import { allZones, formatZone, nowMicros } from "../../time";
import { EVERY, typedMinute, WEEKDAYS, type Every, type RecurrenceDraft } from "./recurrence";

interface Props {
  draft: RecurrenceDraft;
  zone: string;
  onChange: (change: Partial<RecurrenceDraft>) => void;
  onZone: (zone: string) => void;
}

const WEEKDAY_OPTIONS = WEEKDAYS.map((text, index) => ({ id: String(index + 1), text }));
const DAY_OPTIONS = [
  ...Array.from({ length: 31 }, (_, index) => ({ id: String(index + 1), text: t`Day ${index + 1}` })),
  { id: "0", text: t({ message: "Last day", context: "of the month" }) },
];

/** When a schedule runs: by the wall clock of a zone. */
export function RecurrenceFields({ draft, zone, onChange, onZone }: Props) {
  const now = nowMicros();
  const zones = allZones();
  // A zone of another machine may be one that this web view does not know.
  const known = zones.includes(zone) ? zones : [zone, ...zones];
  return (
    <>
      <div className="form-pair even">
        <Select<Every>
          label={t`Repeat`}
          options={EVERY}
          value={draft.every}
          onChange={(every) => onChange({ every })}
        />
        <SearchSelect
          label={t`Time zone`}
          value={zone}
          options={known.map((id) => ({ id, text: zones.includes(id) ? formatZone(id, now) : id }))}
          onChange={onZone}
        />
      </div>
      <KindFields draft={draft} onChange={onChange} />
    </>
  );
}

function KindFields({ draft, onChange }: Pick<Props, "draft" | "onChange">) {
  const time = <TimeField label={t`At`} value={draft.time} onChange={(at) => onChange({ time: at })} />;
  switch (draft.every) {
    case "hourly":
      return (
        <div className="form-pair even">
          <TextField
            label={t`Minute of the hour`}
            value={draft.minute}
            onChange={(minute) => onChange({ minute })}
            error={typedMinute(draft.minute) === undefined ? t`A whole number, 0 to 59.` : null}
          />
        </div>
      );
    case "daily":
      return <div className="form-pair even">{time}</div>;
    case "weekly":
      return (
        <div className="form-pair even">
          <Select
            label={t({ message: "On", context: "which day" })}
            options={WEEKDAY_OPTIONS}
            value={String(draft.weekday)}
            onChange={(weekday) => onChange({ weekday: Number(weekday) })}
          />
          {time}
        </div>
      );
    case "monthly":
      return (
        <div className="form-pair even">
          <Select
            label={t({ message: "On", context: "which day" })}
            options={DAY_OPTIONS}
            value={String(draft.day)}
            onChange={(day) => onChange({ day: Number(day) })}
            {...(draft.day > 28 && { help: t`The last day where the month is shorter.` })}
          />
          {time}
        </div>
      );
    case "cron":
      return (
        <TextField
          label={t`Cron expression`}
          value={draft.expression}
          onChange={(expression) => onChange({ expression })}
          placeholder="0 2 * * *"
          help={t`Minute, hour, day of the month, month, day of the week.`}
          error={draft.expression.trim() === "" ? t`Five fields are needed.` : null}
          mono
        />
      );
  }
}
