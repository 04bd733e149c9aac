import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import type { CheckLine } from "../bindings/CheckLine";
import type { Fix } from "../bindings/Fix";
import { Button, CodeBlock, ErrorPanel, Icon } from "../parts";
import { formatDuration } from "../numbers";
import { Outcome } from "./Outcome";
import type { ChecklistState } from "./useChecklist";
import { fixWords, VERDICTS } from "./verdicts";
import "./checklist.css";

interface Props {
  state: ChecklistState;
  /** Takes over what a line found to be right, and tests again. Without it, fixes are not offered. */
  onFix?: ((fix: Fix) => void) | undefined;
  /** Tests again and writes an object that stays. Without it, that is not offered. */
  onLeave?: (() => void) | undefined;
}

/** The lines of a connection test, growing while it runs, and what they come to. */
export function Checklist({ state, onFix, onLeave }: Props) {
  const { lines, running, result, error } = state;
  const end = useRef<HTMLDivElement>(null);
  const length = lines.length;
  const over = result !== null || error !== null;
  useEffect(() => {
    if (length > 0 || over) end.current?.scrollIntoView({ block: "nearest" });
  }, [length, over]);
  if (lines.length === 0 && !running && !error) return null;
  return (
    <section className="checklist" aria-label={t`Connection test`} aria-busy={running}>
      <ol>
        {lines.map((line, index) => (
          // The list only grows at its end, and a title may come twice.
          // oxlint-disable-next-line react/no-array-index-key
          <Line key={index} line={line} onFix={running ? undefined : onFix} />
        ))}
        {running && (
          <li className="check-line">
            <Icon name="pending" />
            <span className="quiet">
              <Trans>Testing…</Trans>
            </span>
          </li>
        )}
      </ol>
      {error && <ErrorPanel error={error} />}
      {result && <Outcome result={result} onLeave={onLeave} />}
      <div ref={end} />
    </section>
  );
}

function Line({ line, onFix }: { line: CheckLine; onFix: Props["onFix"] }) {
  const { icon, word } = VERDICTS[line.verdict];
  const { fix } = line;
  return (
    <li className={`check-line ${line.verdict}`}>
      <Icon name={icon} />
      <div className="grow stack tight">
        <div className="row">
          <strong className="check-title">{line.title}</strong>
          <span className="visually-hidden">{word}: </span>
          <span className="grow break">{line.finding}</span>
          <span className="faint nowrap">{line.millis === 0 ? "< 1 ms" : formatDuration(line.millis * 1000)}</span>
        </div>
        {line.remedy && <p className="break">{line.remedy}</p>}
        {fix && onFix && (
          <div className="row">
            <Button onPress={() => onFix(fix)}>{fixWords(fix)}</Button>
          </div>
        )}
        {line.paste && <CodeBlock label={t`remedy for ${line.title}`} text={line.paste} />}
      </div>
    </li>
  );
}
