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

const CHOSEN: Record<Chosen, string> = { included: ", included", excluded: ", excluded" };

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
            title={`${value.label}${value.label === value.value ? "" : `\n${value.value}`}\n${formatCount(value.count)} entries${searching ? "" : `, ${formatShare(value.count, all)} of what is listed`}\nEnter: include · x: exclude · o: only`}
            onFocus={() => setCurrent(index)}
            onClick={() => toggle(value, "included")}
            onKeyDown={(event) => onKeyDown(event, value, index)}
          >
            <span className="facet-sign">
              {value.chosen && <Icon name={value.chosen === "included" ? "check" : "ban"} size={12} />}
            </span>
            <bdi className="cut grow">{value.label === "" ? "(empty)" : visible(value.label)}</bdi>
            <span className="facet-count">{formatCount(value.count)}</span>
            <span className="visually-hidden"> entries{value.chosen ? CHOSEN[value.chosen] : ""}</span>
          </button>
          <span className="facet-actions">
            <button
              type="button"
              tabIndex={-1}
              title={value.chosen === "excluded" ? "No longer exclude" : "Exclude"}
              aria-label={`Exclude ${value.label}`}
              onClick={() => toggle(value, "excluded")}
            >
              <Icon name="minus" size={13} />
            </button>
            <button
              type="button"
              tabIndex={-1}
              title="Only this"
              aria-label={`Only ${value.label}`}
              onClick={() => filtering.refine(field, [value.value], "only")}
            >
              only
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
            title="Only entries without a value"
            onClick={() => filtering.add(`-${field}:*`)}
          >
            <span className="facet-sign" />
            <span className="cut grow faint">no value</span>
            <span className="facet-count">{formatCount(facet.absent)}</span>
          </button>
        </li>
      )}
    </ul>
  );
}
