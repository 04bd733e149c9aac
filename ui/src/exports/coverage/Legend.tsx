import { t } from "@lingui/core/macro";
import type { CoverageState } from "../../bindings/CoverageState";
import { COVERAGE_STATES } from "./states";

const STATES = Object.keys(COVERAGE_STATES) as CoverageState[];

/** What the cells mean. */
export function Legend() {
  return (
    <ul className="coverage-legend" aria-label={t`Legend`}>
      {STATES.map((state) => (
        <li key={state} className="row" title={COVERAGE_STATES[state].help}>
          <span className={`hour ${state}`} aria-hidden>
            {COVERAGE_STATES[state].mark}
          </span>
          {COVERAGE_STATES[state].text}
        </li>
      ))}
    </ul>
  );
}
