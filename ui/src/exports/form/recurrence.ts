import { t } from "@lingui/core/macro";
import type { Recurrence } from "../../bindings/Recurrence";
import type { WallTime } from "../../parts";

export type Every = Recurrence["every"];

/** When a schedule runs, while it is filled in. What one kind does not ask for is kept for the others. */
export interface RecurrenceDraft {
  every: Every;
  /** The minute of `hourly`, as typed. */
  minute: string;
  time: WallTime;
  /** 1 is Monday, 7 Sunday. */
  weekday: number;
  /** 1 to 31; 0: the last day. */
  day: number;
  expression: string;
}

export const EVERY: readonly { id: Every; text: string }[] = [
  { id: "hourly", text: t`Every hour` },
  { id: "daily", text: t`Every day` },
  { id: "weekly", text: t`Every week` },
  { id: "monthly", text: t`Every month` },
  { id: "cron", text: t`By a cron expression` },
];

export const WEEKDAYS = [t`Monday`, t`Tuesday`, t`Wednesday`, t`Thursday`, t`Friday`, t`Saturday`, t`Sunday`] as const;

/** Every day at two: after midnight's own work, and before anybody reads. */
const START: RecurrenceDraft = {
  every: "daily",
  minute: "0",
  time: { hour: 2, minute: 0 },
  weekday: 1,
  day: 1,
  expression: "0 2 * * *",
};

export function recurrenceDraftOf(recurrence: Recurrence | null): RecurrenceDraft {
  if (recurrence === null) return START;
  const draft = { ...START, every: recurrence.every };
  switch (recurrence.every) {
    case "hourly":
      return { ...draft, minute: String(recurrence.minute) };
    case "cron":
      return { ...draft, expression: recurrence.expression };
    default: {
      const { hour, minute } = recurrence;
      const timed = { ...draft, time: { hour, minute } };
      if (recurrence.every === "weekly") return { ...timed, weekday: recurrence.weekday };
      return recurrence.every === "monthly" ? { ...timed, day: recurrence.day } : timed;
    }
  }
}

/** What the form says, for the core; `null` while it is not filled in. Whether a cron expression is one is known to the core. */
export function recurrenceOf(draft: RecurrenceDraft): Recurrence | null {
  const { every, time, weekday, day } = draft;
  switch (every) {
    case "hourly": {
      const minute = typedMinute(draft.minute);
      return minute === undefined ? null : { every, minute };
    }
    case "daily":
      return { every, ...time };
    case "weekly":
      return { every, weekday, ...time };
    case "monthly":
      return { every, day, ...time };
    case "cron": {
      const expression = draft.expression.trim();
      return expression === "" ? null : { every, expression };
    }
  }
}

/** The minute that was typed; `undefined` where it is none of an hour. */
export function typedMinute(text: string): number | undefined {
  const typed = text.trim();
  return /^[0-5]?[0-9]$/.test(typed) ? Number(typed) : undefined;
}
