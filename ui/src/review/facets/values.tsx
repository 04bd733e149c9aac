import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useRef, useState } from "react";
import type { Chosen } from "../../bindings/Chosen";
import type { Facet } from "../../bindings/Facet";
import type { FacetValue } from "../../bindings/FacetValue";
import { Icon } from "../../parts";
import { formatCount, formatShare } from "../../numbers";
import type { Filtering } from "../filtering";
import { visible } from "../visible";

interface Props {
  facet: Facet;
  label: string;
  searching: boolean;
  filtering: Filtering;
}

/**
 * The values of a field. One of them is in the tab order; arrow keys walk, Enter or Space includes (or takes back), x leaves out, o shows only this.
 */
export function FacetValues({ facet, label, searching, filtering }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(0);
  const { field } = facet;
  const most = Math.max(1, facet.absent, ...facet.values.map((value) => value.count));
  const all = facet.values.reduce((sum, value) => sum + value.count, 0) + facet.absent;
  const last = facet.values.length - 1;
  const active = Math.min(current, last);

  function onKeyDown(event: React.KeyboardEvent, value: FacetValue, index: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, j: index + 1, k: index - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      const goal = Math.min(last, Math.max(0, to));
      setCurrent(goal);
      list.current?.querySelectorAll<HTMLElement>(".facet-name")[goal]?.focus();
    } else if (event.key === "x" || event.key === "-") toggle(value, "excluded");
    else if (event.key === "o") filtering.refine(field, [value.value], "only");
    else return;
    event.preventDefault();
  }

  function toggle(value: FacetValue, wanted: Chosen): void {
    const action = value.chosen === wanted ? "remove" : wanted === "included" ? "include" : "exclude";
    filtering.refine(field, [value.value], action);
  }

  function titleOf({ label: shown, value, count }: FacetValue): string {
    const entries = searching
      ? t`${formatCount(count)} entries`
      : t`${formatCount(count)} entries, ${formatShare(count, all)} of what is listed`;
    const names = shown === value ? [shown] : [shown, value];
    return [...names, entries, t`Enter: include · x: exclude · o: only`].join("\n");
  }

  return (
    <ul ref={list} className="facet-values" aria-label={label}>
      {facet.values.map((value, index) => (
        <li key={value.value} className={`facet-value ${value.chosen ?? ""}`}>
          <span className="facet-bar" style={{ width: `${(value.count / most) * 100}%` }} />
          <button
            type="button"
            className="facet-name"
            tabIndex={index === active ? 0 : -1}
            aria-pressed={value.chosen === "included"}
            title={titleOf(value)}
            onFocus={() => setCurrent(index)}
            onClick={() => toggle(value, "included")}
            onKeyDown={(event) => onKeyDown(event, value, index)}
          >
            <span className="facet-sign">
              {value.chosen && <Icon name={value.chosen === "included" ? "check" : "ban"} size={12} />}
            </span>
            <bdi className="cut grow">{value.label === "" ? t`(empty)` : visible(value.label)}</bdi>
            <span className="facet-count">{formatCount(value.count)}</span>
            <span className="visually-hidden"> {heldWords(value.chosen)}</span>
          </button>
          <span className="facet-actions">
            <button
              type="button"
              tabIndex={-1}
              title={value.chosen === "excluded" ? t`No longer exclude` : t`Exclude`}
              aria-label={t`Exclude ${value.label}`}
              onClick={() => toggle(value, "excluded")}
            >
              <Icon name="minus" size={13} />
            </button>
            <button
              type="button"
              tabIndex={-1}
              title={t`Only this`}
              aria-label={t`Only ${value.label}`}
              onClick={() => filtering.refine(field, [value.value], "only")}
            >
              <Trans>only</Trans>
            </button>
          </span>
        </li>
      ))}
      {facet.absent > 0 && !searching && (
        <li className="facet-value">
          <span className="facet-bar" style={{ width: `${(facet.absent / most) * 100}%` }} />
          <button
            type="button"
            className="facet-name"
            title={t`Only entries without a value`}
            onClick={() => filtering.add(`-${field}:*`)}
          >
            <span className="facet-sign" />
            <span className="cut grow faint">
              <Trans>no value</Trans>
            </span>
            <span className="facet-count">{formatCount(facet.absent)}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

/** What follows the count of a value for those who hear it. */
function heldWords(chosen: Chosen | null): string {
  if (chosen === null) return t`entries`;
  return chosen === "included" ? t`entries, included` : t`entries, excluded`;
}
