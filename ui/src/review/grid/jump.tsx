import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { parseAbsolute, parseZonedDateTime, toZoned, parseDateTime } from "@internationalized/date";
import { Button, Dialog, TextField } from "../../parts";
import { formatCount } from "../../numbers";
import { formatZone, nowMicros, type Micros } from "../../time";

/** Where to jump: a row by its number, or a moment. */
export type Jump = { readonly rank: number } | { readonly time: Micros };

/** Reads `12,345`, `50%`, `2026-08-20`, `2026-08-20 14:30`, with or without an offset. `null`: it is none of these. */
export function readJump(text: string, rows: number, zone: string): Jump | null {
  const typed = text.trim();
  if (/^\d{1,3}(?:[, ]?\d{3})*$|^\d+$/.test(typed))
    return { rank: Math.max(0, Number(typed.replaceAll(/[, ]/g, "")) - 1) };
  const share = /^(\d{1,3}(?:\.\d+)?)\s?%$/.exec(typed)?.[1];
  if (share !== undefined) return { rank: Math.round((Math.min(100, Number(share)) / 100) * Math.max(0, rows - 1)) };
  const time = readMoment(typed.replace(" ", "T"), zone);
  return time === null ? null : { time };
}

function readMoment(typed: string, zone: string): Micros | null {
  if (!/^\d{4}-\d\d-\d\d/.test(typed)) return null;
  const text = /^\d{4}-\d\d-\d\d$/.test(typed) ? `${typed}T00:00:00` : typed;
  for (const read of [
    () => parseAbsolute(text, zone),
    () => toZoned(parseDateTime(text), zone),
    () => parseZonedDateTime(text),
  ]) {
    try {
      return read().toDate().getTime() * 1000;
    } catch {
      // The next form may fit.
    }
  }
  return null;
}

interface Props {
  isOpen: boolean;
  rows: number;
  zone: string;
  /** Whether the rows stand in the order of time, so that a moment is a place. */
  byTime: boolean;
  onJump: (jump: Jump) => void;
  onClose: () => void;
}

/** Asks where to jump. */
export function JumpDialog({ isOpen, rows, zone, byTime, onJump, onClose }: Props) {
  const [text, setText] = useState("");
  const jump = readJump(text, rows, zone);
  const late = jump !== null && "time" in jump && !byTime;
  const error =
    text.trim() === ""
      ? null
      : jump === null
        ? t`This is neither a row number, a percentage nor a date.`
        : late
          ? t`Sort by time to jump to a moment.`
          : null;
  return (
    <Dialog title={t`Go to`} isOpen={isOpen} size="small" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (jump === null || late) return;
          onJump(jump);
          setText("");
        }}
      >
        <TextField
          label={t`Row, share or moment`}
          help={t`1 to ${formatCount(rows)}, 50%, or 2026-08-20 14:30 in ${formatZone(zone, nowMicros())}`}
          error={error}
          value={text}
          onChange={setText}
          // The dialog has one field and was opened to type into it.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        <div className="row end">
          <Button kind="primary" type="submit" isDisabled={jump === null || late}>
            <Trans>Go</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
