import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useDeferredValue, useEffect, useState } from "react";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { PartText } from "../../bindings/PartText";
import type { SearchText } from "../../bindings/SearchText";
import { CopyButton, EmptyState, ErrorPanel, IconButton, Loading, Tabs } from "../../parts";
import { PayloadContext } from "../../payload/context";
import { isTyping } from "../../shortcuts";
import { formatMoment } from "../../time";
import type { Filtering } from "../filtering";
import { OutcomePill, ToolErrorBadge } from "../marks";
import { Marked } from "../matches/marked";
import { OpeningBar } from "../OpeningBar";
import type { ReviewSession } from "../session";
import { CopyEntry } from "./copy-entry";
import { Diffs, twinsOf } from "./diff";
import { FoundContext } from "./found-context";
import { Said } from "../said/Said";
import { saidByKey } from "../said/say";
import { foundTabs, tabToShow, turnTab } from "./found-tabs";
import type { FoundWalk } from "./found-walk";
import { Headers } from "./headers";
import { EntryStates, History } from "./states";
import { Reveal } from "./reveal";
import { Summary } from "./summary";
import { CONTEXT_PARTS, tabsOf, type InspectorTab } from "./tabs";
import { PartView } from "./text";
import { TraceTab } from "./trace";
import { useShown } from "./useShown";
import "./inspector.css";

interface Props {
  session: Pick<ReviewSession, "step" | "inspect" | "refresh" | "closeInspector">;
  /** Where dispositions, tags and notes are given: the list and its open view; `null`: not here. */
  saying: { session: ReviewSession; view: number } | null;
  entry: string | null;
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  filtering: Filtering;
  /** The free texts of the filter, marked where they are. */
  texts: readonly SearchText[];
  walk: FoundWalk;
  /** Gives the keyboard back to the grid. */
  onLeave: () => void;
}

/** One entry in full, beside the grid. */
export function Inspector({ session, saying, entry, fields, zone, filtering, texts, walk, onLeave }: Props) {
  // While the selection runs ahead of the answers, the last entry stays on screen.
  const key = useDeferredValue(entry);
  const { shown, isBehind, error, retry } = useShown(key, saying !== null);
  const data = shown?.detail;
  const [choice, setChoice] = useState<Choice>({ tab: "summary", entry: "", fromEnd: false });

  function close(): void {
    session.closeInspector();
    onLeave();
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    const typing = isTyping(event.target);
    const plain = !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.altKey && event.key === "ArrowDown") || (plain && event.key === "j")) session.step(1);
    else if ((event.altKey && event.key === "ArrowUp") || (plain && event.key === "k")) session.step(-1);
    else if (event.key.toLowerCase() === "n" && (plain || isReading(event))) walk.step(event.shiftKey ? -1 : 1);
    else if (plain && saying && saidByKey(event, entry, saying.session)) return event.preventDefault();
    else if (event.key === "Escape" && !event.defaultPrevented) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // Keys of the whole panel; what is focused in it stays as it is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside
      className="inspector"
      aria-label={t`Inspector`}
      aria-busy={isBehind && !error}
      onKeyDownCapture={(event) => event.altKey && onKeyDown(event)}
      onKeyDown={onKeyDown}
    >
      <OpeningBar opening={isBehind && !error} />
      <div className="inspector-bar">
        <IconButton icon="arrow-up" label={t`Previous entry`} shortcut="Alt+↑" onPress={() => session.step(-1)} />
        <IconButton icon="arrow-down" label={t`Next entry`} shortcut="Alt+↓" onPress={() => session.step(1)} />
        <span className="grow" />
        {data && <CopyEntry detail={data} />}
        <IconButton icon="close" label={t`Close the inspector`} shortcut="Esc" onPress={close} />
      </div>
      {error ? (
        <div className="inspector-problem">
          <ErrorPanel error={error} actions={{ retry, reload: () => session.refresh() }} />
        </div>
      ) : data ? (
        <>
          <Head detail={data} texts={texts} zone={zone} />
          <EntryStates
            detail={data}
            onShow={(version) => session.inspect(version)}
            onTab={(tab) => setChoice({ tab, entry: data.row.key, fromEnd: false })}
          />
          {saying && shown.review && data.row.state !== "pending" && (
            <Said
              entry={data.row.key}
              review={shown.review}
              view={saying.view}
              zone={zone}
              onShow={(entry) => session.inspect(entry)}
            />
          )}
          <Body
            detail={data}
            choice={choice}
            onChoice={setChoice}
            texts={texts}
            walk={walk}
            fields={fields}
            zone={zone}
            filtering={filtering}
            onShow={(version) => session.inspect(version)}
          />
        </>
      ) : key === null ? (
        <EmptyState icon="panel" title={t`No entry is chosen`} />
      ) : (
        <Loading />
      )}
    </aside>
  );
}

/** The tab that was chosen last. */
interface Choice {
  readonly tab: InspectorTab;
  /** The entry for which it was chosen. For others it gives way to a tab in which the texts are found. */
  readonly entry: string;
  /** Whether the walk through the found places came to it backwards. */
  readonly fromEnd: boolean;
}

/** Whether a key was pressed in a text that is read only, so that letters are free for commands. */
function isReading(event: React.KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  return plain && event.target instanceof HTMLElement && event.target.matches("[aria-readonly=true].cm-content");
}

function Head({ detail, texts, zone }: { detail: EntryDetail; texts: readonly SearchText[]; zone: string }) {
  const { row } = detail;
  return (
    <header className="inspector-head">
      <h2 className="break">
        <bdi>
          <Marked text={row.operation} texts={texts} />
        </bdi>{" "}
        {row.target !== "" && (
          <bdi className="inspector-target">
            <Marked text={row.target} texts={texts} />
          </bdi>
        )}
      </h2>
      <div className="row wrap">
        <OutcomePill outcome={row.outcome} />
        {row.status !== null && (
          <span className="quiet">
            <Trans>HTTP {row.status}</Trans>
          </span>
        )}
        {row.tool_error === true && <ToolErrorBadge />}
        <span className="quiet">{formatMoment(row.time, zone, 3)}</span>
      </div>
    </header>
  );
}

interface BodyProps {
  detail: EntryDetail;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  texts: readonly SearchText[];
  walk: FoundWalk;
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  filtering: Filtering;
  onShow: (key: string) => void;
}

function Body({ detail, choice, onChoice, texts, walk, fields, zone, filtering, onShow }: BodyProps) {
  const { row, parts } = detail;
  const present = tabsOf(detail);
  const found = foundTabs(detail, texts);
  const isChosen = choice.entry === row.key;
  const wanted = tabToShow(choice.tab, isChosen, found);
  const shown = present.includes(wanted) ? wanted : "summary";
  useEffect(() => {
    walk.turnsBy((by) => {
      const tab = turnTab(shown, by, found);
      if (tab !== undefined) onChoice({ tab, entry: row.key, fromEnd: by === -1 });
      return tab !== undefined;
    });
  }, [walk, shown, found, onChoice, row.key]);
  const content = (id: InspectorTab): React.ReactNode => {
    if (detail.hidden && !WITHOUT_PAYLOAD.has(id)) return <Reveal keys={[row.key]} />;
    switch (id) {
      case "summary":
        return <Summary detail={detail} fields={fields} zone={zone} filtering={filtering} />;
      case "request":
        return (
          <Message
            detail={detail}
            names={["request", "mutated_request"]}
            labels={[t`Request`, t`Request as changed by hooks`]}
          />
        );
      case "response":
        return (
          <Message
            detail={detail}
            names={["response", "original_response"]}
            labels={[t`Response`, t`Response before hooks changed it`]}
          />
        );
      case "headers":
        return (
          <Headers
            entry={row.key}
            parts={parts.filter(({ name }) => name === "request_headers" || name === "response_headers")}
          />
        );
      case "diff":
        return <Diffs entry={row.key} sha256={detail.sha256} twins={twinsOf(parts)} />;
      case "context":
        return parts.map((part) => {
          const label = part.name === null ? undefined : CONTEXT_PARTS[part.name];
          return label === undefined ? null : (
            <PartView key={`${row.key} ${part.name}`} entry={row.key} part={part} label={label} />
          );
        });
      case "trace":
        return <TraceTab detail={detail} zone={zone} filtering={filtering} onShow={onShow} />;
      case "raw":
        return <Raw detail={detail} zone={zone} />;
      case "history":
        return <History detail={detail} zone={zone} onShow={onShow} />;
    }
  };
  return (
    <PayloadContext value={{ sha256: detail.sha256, filtering }}>
      <FoundContext value={{ texts, walk, fromEnd: isChosen && choice.fromEnd }}>
        <Tabs
          label={t`Parts of the entry`}
          value={shown}
          onChange={(tab) => onChoice({ tab, entry: row.key, fromEnd: false })}
          tabs={present.map((id) => ({
            id,
            text: id === "history" ? t`History (${detail.history.length})` : TAB_WORDS[id],
            found: found.get(id),
            content: id === shown ? <div className="inspector-panel">{content(id)}</div> : null,
          }))}
        />
      </FoundContext>
    </PayloadContext>
  );
}

/** Tabs that show nothing of the payload. */
const WITHOUT_PAYLOAD: ReadonlySet<InspectorTab> = new Set<InspectorTab>(["summary", "trace", "history"]);

const TAB_WORDS: Record<InspectorTab, string> = {
  summary: t`Summary`,
  request: t`Request`,
  response: t`Response`,
  headers: t`Headers`,
  diff: t`Diff`,
  context: t`Context`,
  trace: t`Trace`,
  raw: t`Raw`,
  history: t`History`,
};

interface MessageProps {
  detail: EntryDetail;
  names: readonly NonNullable<PartText["name"]>[];
  labels: readonly string[];
}

function Message({ detail, names, labels }: MessageProps) {
  const found = names.flatMap((name, i) => {
    const part = detail.parts.find((candidate) => candidate.name === name);
    return part ? [{ part, label: labels[i] ?? name }] : [];
  });
  if (found.length === 0) {
    return (
      <EmptyState icon="file" title={t`No ${(labels[0] ?? "").toLowerCase()} here`}>
        {detail.payload_help || t`The platform recorded none for this entry.`}
      </EmptyState>
    );
  }
  return found.map(({ part, label }) => (
    <PartView key={`${detail.row.key} ${part.name} ${part.bytes}`} entry={detail.row.key} part={part} label={label} />
  ));
}

function Raw({ detail, zone }: { detail: EntryDetail; zone: string }) {
  return (
    <>
      <dl className="entry-facts">
        <div className="fact">
          <dt>SHA-256</dt>
          <dd className="break mono">
            {detail.sha256}
            <span className="fact-actions">
              <CopyButton text={detail.sha256} label={t`Copy SHA-256`} />
            </span>
          </dd>
        </div>
        <div className="fact">
          <dt>
            <Trans>Read by</Trans>
          </dt>
          <dd className="break">{detail.dialect}</dd>
        </div>
        <div className="fact">
          <dt>
            <Trans>Received</Trans>
          </dt>
          <dd>{formatMoment(detail.received, zone, 3)}</dd>
        </div>
        {detail.came_by.length > 0 && (
          <div className="fact">
            <dt>
              <Trans>Came by</Trans>
            </dt>
            <dd className="break">
              {detail.came_by.map((way) => (
                <div key={way}>{way}</div>
              ))}
            </dd>
          </div>
        )}
      </dl>
      <PartView
        key={detail.row.key}
        entry={detail.row.key}
        part={detail.raw}
        label={t`Raw record`}
        startsPretty={false}
      />
    </>
  );
}
