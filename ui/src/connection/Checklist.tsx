import { useEffect, useRef } from "react";
import type { CheckLine } from "../bindings/CheckLine";
import type { Verdict } from "../bindings/Verdict";
import { CodeBlock, ErrorPanel, Icon, type IconName } from "../parts";
import { formatDuration } from "../numbers";
import type { ChecklistState } from "./useChecklist";
import "./checklist.css";

export const VERDICTS: Record<Verdict, { icon: IconName; word: string; kind: "good" | "warning" | "bad" | "plain" }> = {
  pass: { icon: "pass", word: "Passed", kind: "good" },
  warn: { icon: "warning", word: "Attention", kind: "warning" },
  fail: { icon: "fail", word: "Failed", kind: "bad" },
  skip: { icon: "skip", word: "Not proven", kind: "plain" },
};

/** The lines of a connection test, growing while it runs. */
export function Checklist({ state }: { state: ChecklistState }) {
  const { lines, running, result, error } = state;
  const end = useRef<HTMLDivElement>(null);
  const length = lines.length;
  const over = result !== null || error !== null;
  useEffect(() => {
    if (length > 0 || over) end.current?.scrollIntoView({ block: "nearest" });
  }, [length, over]);
  if (lines.length === 0 && !running && !error) return null;
  return (
    <section className="checklist" aria-label="Connection test" aria-busy={running}>
      <ol>
        {lines.map((line, index) => (
          // The list only grows at its end, and a title may come twice.
          // oxlint-disable-next-line react/no-array-index-key
          <Line key={index} line={line} />
        ))}
        {running && (
          <li className="check-line">
            <Icon name="pending" />
            <span className="quiet">Testing…</span>
          </li>
        )}
      </ol>
      {error && <ErrorPanel error={error} />}
      {result && (
        <p role="status" className={`check-summary ${result.verdict}`}>
          <Icon name={VERDICTS[result.verdict].icon} />
          <span className="break">{result.summary}</span>
        </p>
      )}
      <div ref={end} />
    </section>
  );
}

function Line({ line }: { line: CheckLine }) {
  const { icon, word } = VERDICTS[line.verdict];
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
        {line.paste && <CodeBlock label={`remedy for ${line.title}`} text={line.paste} />}
      </div>
    </li>
  );
}
