import { t } from "@lingui/core/macro";
import type { Coverage } from "../../bindings/Coverage";
import { ToggleButton } from "react-aria-components";
import { IconButton } from "../../parts";
import { nowMicros, type Micros } from "../../time";
import { gravest, monthName, monthOf, MONTHS, shortMonthName, sumOf } from "./calendar";
import { COVERAGE_STATES } from "./states";

interface Props {
  coverage: Coverage;
  month: Micros;
  last: Micros;
  onMonth: (month: Micros) => void;
}

/** The months that were read, each with the gravest state in it, and the way to others. */
export function MonthStrip({ coverage, month, last, onMonth }: Props) {
  const months = Array.from({ length: MONTHS }, (_, index) => monthOf(last, index + 1 - MONTHS));
  const isNewest = month >= monthOf(nowMicros());
  return (
    <div className="month-strip" role="group" aria-label={t`Months`}>
      <IconButton icon="chevron-left" label={t`Month before`} onPress={() => onMonth(monthOf(month, -1))} />
      {months.map((known, index) => {
        const state = gravest(sumOf(coverage, known, monthOf(known, 1)));
        return (
          <ToggleButton
            key={known}
            className="month"
            aria-label={`${monthName(known)}: ${COVERAGE_STATES[state].text}`}
            isSelected={known === month}
            onChange={() => onMonth(known)}
          >
            <span className="nowrap">{index === 0 ? monthName(known) : shortMonthName(known)}</span>
            <span className={`hour ${state}`} aria-hidden>
              {COVERAGE_STATES[state].mark}
            </span>
          </ToggleButton>
        );
      })}
      <IconButton
        icon="chevron-right"
        label={t`Month after`}
        isDisabled={isNewest}
        onPress={() => onMonth(monthOf(month, 1))}
      />
    </div>
  );
}
