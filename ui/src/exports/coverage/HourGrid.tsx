import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import type { Coverage } from "../../bindings/Coverage";
import { addShortcuts } from "../../shortcuts";
import { formatDay, nowMicros, type Micros } from "../../time";
import { DAY, daysOf, HOUR, hourAfter, hourAt, hourName, monthName, spanOf, type Chosen } from "./calendar";
import { COVERAGE_STATES, hourWords } from "./states";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

addShortcuts({
  title: t`Coverage of a schedule`,
  shortcuts: [
    { keys: ["←", "→", "↑", "↓"], does: t`Go to another hour or day` },
    { keys: [t`Shift+arrows`], does: t`Choose hours, to fill them in` },
    { keys: ["Page Up", "Page Down"], does: t`Month before, month after` },
    { keys: ["Esc"], does: t`Choose nothing` },
  ],
});

interface Props {
  coverage: Coverage;
  month: Micros;
  /** The hour that the keyboard is at. */
  current: Micros;
  chosen: Chosen | null;
  onCurrent: (hour: Micros) => void;
  onChosen: (chosen: Chosen | null) => void;
  onMonth: (by: 1 | -1) => void;
}

/** A month: a row for each day, a cell for each hour. Arrow keys move, shift and dragging choose. */
export function HourGrid({ coverage, month, current, chosen, onCurrent, onChosen, onMonth }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const dragFrom = useRef<Micros | null>(null);
  const byKeyboard = useRef(false);
  const span = chosen && spanOf(chosen);
  const now = nowMicros();

  // The cell of the current hour takes the focus when a key led there, also into another month.
  useEffect(() => {
    if (byKeyboard.current) grid.current?.querySelector<HTMLElement>(`[data-hour="${current}"]`)?.focus();
    byKeyboard.current = false;
  }, [current]);

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      byKeyboard.current = true;
      onMonth(event.key === "PageUp" ? -1 : 1);
      return;
    }
    if (event.key === "Escape" && chosen) {
      event.preventDefault();
      onChosen(null);
      return;
    }
    const next = hourAfter(event.key, current, month);
    if (next === null) return;
    event.preventDefault();
    byKeyboard.current = next !== current;
    onCurrent(next);
    onChosen(event.shiftKey ? { anchor: chosen?.anchor ?? current, head: next } : null);
  }

  function onPointerDown(event: React.PointerEvent): void {
    const hour = hourBelow(event);
    if (hour === null || event.button !== 0) return;
    const anchor = event.shiftKey ? (chosen?.anchor ?? current) : hour;
    dragFrom.current = anchor;
    event.currentTarget.setPointerCapture(event.pointerId);
    onCurrent(hour);
    onChosen({ anchor, head: hour });
  }

  function onPointerMove(event: React.PointerEvent): void {
    if (dragFrom.current === null) return;
    const hour = hourBelow(event);
    if (hour === null || hour === chosen?.head) return;
    onCurrent(hour);
    onChosen({ anchor: dragFrom.current, head: hour });
  }

  function onPointerEnd(): void {
    dragFrom.current = null;
  }

  return (
    <div
      ref={grid}
      role="grid"
      aria-label={t`Coverage of ${monthName(month)}, hours in UTC`}
      aria-multiselectable
      tabIndex={-1}
      className="hour-grid"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    >
      <div role="row" className="hour-row head">
        <span role="columnheader">
          <Trans>Day (UTC)</Trans>
        </span>
        {HOURS.map((hour) => (
          <span key={hour} role="columnheader" aria-label={`${hour}:00`}>
            {String(hour).padStart(2, "0")}
          </span>
        ))}
      </div>
      {daysOf(month).map((day) => (
        <DayRow
          key={day}
          coverage={coverage}
          day={day}
          current={current >= day && current < day + DAY ? current : null}
          // What of the day is chosen; rows that it does not touch stay as they are.
          from={span && span.until > day && span.from < day + DAY ? Math.max(span.from, day) : null}
          until={span && span.until > day && span.from < day + DAY ? Math.min(span.until, day + DAY) : null}
          now={now >= day && now < day + DAY ? now : now < day ? day - 1 : day + DAY}
        />
      ))}
    </div>
  );
}

interface DayProps {
  coverage: Coverage;
  day: Micros;
  current: Micros | null;
  from: Micros | null;
  until: Micros | null;
  /** Hours after it are still to come. */
  now: Micros;
}

function DayRow({ coverage, day, current, from, until, now }: DayProps) {
  return (
    <div role="row" className="hour-row">
      <span role="rowheader">{dayName(day)}</span>
      {HOURS.map((index) => {
        const hour = day + index * HOUR;
        const covered = hourAt(coverage, hour);
        const isChosen = from !== null && until !== null && hour >= from && hour < until;
        const ahead = hour > now ? "ahead" : "";
        return (
          <span
            key={hour}
            role="gridcell"
            tabIndex={hour === current ? 0 : -1}
            data-hour={hour}
            data-state={covered.state}
            aria-selected={isChosen}
            aria-label={`${hourName(hour)}, ${hourWords(covered)}`}
            title={`${hourName(hour)} UTC\n${hourWords(covered)}`}
            className={`hour ${covered.state} ${ahead}`}
          >
            {COVERAGE_STATES[covered.state].mark}
          </span>
        );
      })}
    </div>
  );
}

// Under a captured pointer the event's own target is the grid.
function hourBelow({ clientX, clientY }: React.PointerEvent): Micros | null {
  const below = document.elementFromPoint(clientX, clientY);
  const hour = below instanceof HTMLElement ? below.dataset["hour"] : undefined;
  return hour === undefined ? null : Number(hour);
}

/** `Tue 2026-11-03` */
function dayName(day: Micros): string {
  const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" }).format(day / 1000);
  return `${weekday} ${formatDay(day, "UTC")}`;
}
