import { t } from "@lingui/core/macro";
import type { Usage } from "../bindings/Usage";
import type { UsageFigures } from "../bindings/UsageFigures";
import type { UsagePart } from "../bindings/UsagePart";
import { formatEntries, formatSessions } from "../counts";
import { formatCount, formatDuration, formatShare } from "../numbers";
import { changeWords } from "./words";

interface Props {
  usage: Usage;
  onPart: (parts: UsagePart[]) => void;
}

/** The figures of the whole filter; each leads to its entries. */
export function Headline({ usage, onPart }: Props) {
  const { here, there, total } = usage;
  const { figures } = here;
  const count = (title: string, of: (figures: UsageFigures) => number, parts: UsagePart[], help: string) => (
    <Figure
      title={title}
      value={formatCount(of(figures))}
      change={changeWords(of(figures), there && of(there.figures))}
      help={help}
      onPress={of(figures) > 0 ? () => onPart(parts) : null}
    />
  );
  const share = (part: number) => t`${formatShare(part, figures.calls) || "0 %"} of ${formatCount(figures.calls)}`;
  const time = (title: string, of: (figures: UsageFigures) => number | null, at: number | null) => {
    const micros = of(figures);
    const before = there ? of(there.figures) : null;
    return (
      <Figure
        title={title}
        value={micros === null ? "–" : formatDuration(micros)}
        change={micros === null ? "" : changeWords(micros, before)}
        help={at === null ? "" : t`${at} % took no longer`}
        onPress={micros === null ? null : () => onPart([{ kind: "duration", from: micros, until: null }])}
      />
    );
  };
  return (
    <section className="usage-headline" aria-label={t`Figures`}>
      {count(t`Calls`, (of) => of.calls, [], t`of ${formatEntries(total)}`)}
      {count(t`Errors`, (of) => of.errors, [{ kind: "errors" }], share(figures.errors))}
      {count(t`Failures`, (of) => of.failures, outcome("failure"), share(figures.failures))}
      {count(t`Denied`, (of) => of.denied, outcome("denied"), share(figures.denied))}
      {count(t`Timeouts`, (of) => of.timeouts, outcome("timeout"), share(figures.timeouts))}
      {count(
        t`Tool errors`,
        (of) => of.tool_errors,
        [{ kind: "tool_errors" }],
        figures.untold === 0 ? t`inside delivered responses` : t`not known of ${formatCount(figures.untold)}`,
      )}
      {count(t`No outcome`, (of) => of.unknown, outcome("unknown"), share(figures.unknown))}
      <Figure
        title={t`Users`}
        value={formatCount(figures.users)}
        change={changeWords(figures.users, there?.figures.users)}
        help={`${formatSessions(here.sessions)} ${changeWords(here.sessions, there?.sessions)}`}
        onPress={null}
      />
      {time(t`Median time`, (of) => of.p50, 50)}
      {time("p90", (of) => of.p90, 90)}
      {time("p99", (of) => of.p99, 99)}
      {time(t`Longest`, (of) => of.max, null)}
    </section>
  );
}

function outcome(of: "failure" | "denied" | "timeout" | "unknown"): UsagePart[] {
  return [{ kind: "outcome", outcome: of }];
}

interface FigureProps {
  title: string;
  value: string;
  change: string;
  help: string;
  onPress: (() => void) | null;
}

function Figure({ title, value, change, help, onPress }: FigureProps) {
  const content = (
    <>
      <span className="usage-figure-title">{title}</span>
      <span className="usage-figure-value">{value}</span>
      <span className="usage-figure-change">{change}</span>
      <span className="usage-figure-help">{help}</span>
    </>
  );
  if (!onPress) return <div className="usage-figure">{content}</div>;
  return (
    <button type="button" className="usage-figure active" title={t`Show these entries`} onClick={onPress}>
      {content}
    </button>
  );
}
