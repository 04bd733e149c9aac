import { t } from "@lingui/core/macro";
import { useState } from "react";
import { Select, TextField } from "../../parts";
import { intervalChoice, INTERVALS, SHORTEST_INTERVAL, typedInterval, type IntervalChoice } from "./interval";

interface Props {
  /** Seconds; `null`: off, `undefined`: what is typed is no number of seconds. */
  value: number | null | undefined;
  onChange: (seconds: number | null | undefined) => void;
}

/** How often a source is read by itself. */
export function IntervalField({ value, onChange }: Props) {
  const [choice, setChoice] = useState<IntervalChoice>(() => intervalChoice(value ?? null));
  const [typed, setTyped] = useState(() => String(value ?? 600));
  return (
    <div className="stack tight">
      <Select<IntervalChoice>
        label={t`Automatic sync`}
        value={choice}
        onChange={(next) => {
          setChoice(next);
          onChange(next === "own" ? typedInterval(typed) : (INTERVALS.find(({ id }) => id === next)?.seconds ?? null));
        }}
        options={[...INTERVALS, { id: "own", text: t`Another interval…` }]}
        help={t`While Auditdesk runs. What was missed during sleep is caught up.`}
      />
      {choice === "own" && (
        <TextField
          label={t`Seconds between syncs`}
          value={typed}
          onChange={(text) => {
            setTyped(text);
            onChange(typedInterval(text));
          }}
          error={typedInterval(typed) === undefined ? t`A whole number, ${SHORTEST_INTERVAL} or more.` : null}
        />
      )}
    </div>
  );
}
