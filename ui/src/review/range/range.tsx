import { fromAbsolute, type ZonedDateTime } from "@internationalized/date";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Pill } from "../../bindings/Pill";
import { Button, DateField, Icon, Popover } from "../../parts";
import { formatZone, nowMicros, type Micros } from "../../time";
import type { Filtering } from "../filtering";
import { QUICK_RANGES, quickOf, rangeWords } from "./quick";
import "./range.css";

interface Props {
  pills: readonly Pill[];
  /** First and last match, where the dates of the custom range begin. */
  span: readonly [Micros, Micros] | null;
  zone: string;
  filtering: Filtering;
}

/** The button for the span of time: quick choices, or two moments in the zone of the screen. */
export function RangeButton({ pills, span, zone, filtering }: Props) {
  const words = rangeWords(pills, zone);
  return (
    <Popover
      label={t`Span of time`}
      placement="bottom end"
      trigger={
        <Button icon="clock">
          <span className="range-words">{words}</span>
          <Icon name="chevron-down" size={13} />
        </Button>
      }
    >
      {(close) => (
        <div className="range">
          <div className="range-quick" role="group" aria-label={t`Quick choices`}>
            {QUICK_RANGES.map(({ text, condition }) => (
              <button
                key={condition}
                type="button"
                aria-pressed={quickOf(pills) === condition}
                onClick={() => {
                  filtering.time(condition);
                  close();
                }}
              >
                {text}
              </button>
            ))}
          </div>
          <CustomRange key={span?.join(" ") ?? ""} span={span} zone={zone} filtering={filtering} onDone={close} />
        </div>
      )}
    </Popover>
  );
}

interface CustomProps {
  span: readonly [Micros, Micros] | null;
  zone: string;
  filtering: Filtering;
  onDone: () => void;
}

function CustomRange({ span, zone, filtering, onDone }: CustomProps) {
  const [first, last] = span ?? [nowMicros() - 86_400_000_000, nowMicros()];
  const [from, setFrom] = useState<ZonedDateTime | null>(() => zoned(first, zone, "floor"));
  const [until, setUntil] = useState<ZonedDateTime | null>(() => zoned(last, zone, "ceil"));
  const backwards = from !== null && until !== null && from.compare(until) >= 0;
  return (
    <form
      className="range-custom"
      onSubmit={(event) => {
        event.preventDefault();
        if (backwards) return;
        filtering.within(from === null ? null : micros(from), until === null ? null : micros(until));
        onDone();
      }}
    >
      <DateField label={t`From`} value={from} onChange={setFrom} granularity="second" />
      <DateField label={t`Until (not included)`} value={until} onChange={setUntil} granularity="second" />
      <p className="faint">{formatZone(zone, last)}</p>
      {backwards && (
        <p className="range-wrong">
          <Trans>The end is not after the start.</Trans>
        </p>
      )}
      <Button kind="primary" type="submit" isDisabled={backwards || (from === null && until === null)}>
        <Trans>Apply</Trans>
      </Button>
    </form>
  );
}

const SECOND = 1_000_000;

/** A moment as date fields take it, in whole seconds outwards so that the first and last match stay inside. */
function zoned(at: Micros, zone: string, way: "floor" | "ceil"): ZonedDateTime {
  const seconds = way === "floor" ? Math.floor(at / SECOND) : Math.floor(at / SECOND) + 1;
  return fromAbsolute(seconds * 1000, zone);
}

function micros(moment: ZonedDateTime): Micros {
  return moment.toDate().getTime() * 1000;
}
