import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import type { EntryRow } from "../bindings/EntryRow";
import type { Field } from "../bindings/Field";
import type { FieldInfo } from "../bindings/FieldInfo";
import type { OpenReplay } from "../bindings/OpenReplay";
import type { Replay } from "../bindings/Replay";
import type { StoryBy } from "../bindings/StoryBy";
import { gapOf, gapReason } from "../gaps";
import { formatEntries, formatFailures } from "../counts";
import { formatCount, formatDuration } from "../numbers";
import { Button, EmptyState, ErrorPanel, IconButton, Loading, Notice, Splitter } from "../parts";
import { filteringOf } from "../review/filtering";
import { FoundWalk } from "../review/inspector/found-walk";
import { Inspector } from "../review/inspector/inspector";
import { navigatePage, openReplay, openReview, type Route } from "../router";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { isTyping } from "../shortcuts";
import { formatMoment } from "../time";
import { storyOf } from "./story";
import { Waterfall } from "./waterfall";
import "./replay.css";

const TITLES: Record<StoryBy, string> = {
  session: t`Session`,
  actor: t`Actor`,
  request: t`Request`,
  time: t`All entries`,
};

/** A session, an actor or a request step by step, with the payloads beside it. */
export function ReplayPage({ route }: { route: Extract<Route, { page: "replay" }> }) {
  const { by, value, session } = route;
  // The entry it was opened with; stepping on does not open the story anew.
  const [replay] = useState<OpenReplay>({ story: { by, value, session }, key: route.key });
  const { data, error } = useQueryOf("replay_open", replay, { gcTime: 0 });
  return (
    <main className="replay" aria-label={t`Replay`}>
      {error ? (
        <ErrorPanel error={error} />
      ) : !data ? (
        <Loading />
      ) : data.rows === 0 ? (
        <EmptyState icon="history" title={t`No entry is part of this`}>
          <Button onPress={() => navigatePage("review")}>
            <Trans>Back to the entries</Trans>
          </Button>
        </EmptyState>
      ) : (
        <Story replay={replay} data={data} />
      )}
    </main>
  );
}

const NO_FIELDS: ReadonlyMap<Field, FieldInfo> = new Map();

function Story({ replay, data }: { replay: OpenReplay; data: Replay }) {
  const { by, value } = replay.story;
  const zone = useZone();
  const { data: infos } = useQueryOf("filter_fields", {});
  const [at, setAt] = useState(data.row ?? 0);
  const [entry, setEntry] = useState<EntryRow | null>(null);
  const [shown, setShown] = useState<string | null>(replay.key);
  const [walk] = useState(() => new FoundWalk());

  function choose(row: EntryRow): void {
    setEntry(row);
    setShown(row.key);
  }

  function go(to: number): void {
    setAt(Math.min(Math.max(0, to), data.rows - 1));
  }

  const failureAfter = data.failures.find((rank) => rank > at);
  const failureBefore = data.failures.findLast((rank) => rank < at);

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "f") go(failureAfter ?? at);
    else if (event.key === "F") go(failureBefore ?? at);
    else if (event.key === "Escape") navigatePage("review");
    else return;
    event.preventDefault();
  }

  useEffect(() => {
    document.querySelector<HTMLElement>(".waterfall")?.focus();
  }, []);

  return (
    // Keys of the whole page; what is focused in it stays as it is.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="replay-page" onKeyDown={onKeyDown}>
      <header className="replay-head">
        <IconButton
          icon="arrow-left"
          label={t`Back to the entries`}
          shortcut="Esc"
          onPress={() => navigatePage("review")}
        />
        <h1 className="cut">
          {TITLES[by]} <bdi className="mono">{value}</bdi>
        </h1>
        <span className="quiet">{words(data, zone)}</span>
        <span className="grow" />
        {entry && <Others entry={entry} by={by} />}
        <IconButton
          icon="chevron-up"
          label={t`Previous failure`}
          shortcut="Shift+F"
          isDisabled={failureBefore === undefined}
          onPress={() => go(failureBefore ?? at)}
        />
        <span className="quiet" role="status">
          {formatFailures(data.failures.length)}
        </span>
        <IconButton
          icon="chevron-down"
          label={t`Next failure`}
          shortcut="F"
          isDisabled={failureAfter === undefined}
          onPress={() => go(failureAfter ?? at)}
        />
        <Button kind="quiet" icon="filter" onPress={() => openReview(data.filter)}>
          <Trans>Show in the list</Trans>
        </Button>
      </header>
      {data.total > data.rows && (
        <Notice>
          <Trans>
            {formatCount(data.total)} entries are part of this. The {formatCount(data.rows)} around the chosen one are
            here.
          </Trans>
        </Notice>
      )}
      {data.missing.map((gap) => (
        <Notice key={`${gap.source} ${gap.scope} ${gap.from} ${gap.until}`}>
          <Trans>
            No data of {gapOf(gap)} from {formatMoment(gap.from ?? data.from ?? 0, zone, 0)} to{" "}
            {formatMoment(gap.until, zone, 0)}: {gapReason(gap)}
          </Trans>
        </Notice>
      ))}
      <div className="replay-body">
        <Splitter
          label={t`Width of the inspector`}
          direction="row"
          initial={0.44}
          least={[360, 340]}
          first={<Waterfall replay={replay} data={data} at={at} onAt={go} onEntry={choose} />}
          second={
            <Inspector
              session={{
                step: (step) => go(at + step),
                inspect: (key) => key !== undefined && setShown(key),
                refresh: () => undefined,
                closeInspector: () => undefined,
              }}
              saying={null}
              entry={shown}
              fields={infos ? new Map(infos.map((info) => [info.field, info])) : NO_FIELDS}
              zone={zone}
              filtering={filteringOf(data.filter, zone)}
              texts={[]}
              walk={walk}
              onLeave={() => document.querySelector<HTMLElement>(".waterfall")?.focus()}
            />
          }
        />
      </div>
    </div>
  );
}

function words(data: Replay, zone: string): string {
  const count = formatEntries(data.total);
  if (data.from === null || data.until === null) return count;
  return t`${count} in ${formatDuration(data.until - data.from)}, from ${formatMoment(data.from, zone, 0)}`;
}

/** The other stories that the entry is part of. */
function Others({ entry, by }: { entry: EntryRow; by: StoryBy }) {
  const others: readonly StoryBy[] = ["session", "actor", "request"];
  return others
    .filter((other) => other !== by)
    .map((other) => {
      const story = storyOf(entry, other);
      return (
        story && (
          <Button key={other} kind="quiet" onPress={() => openReplay(story, entry.key)}>
            <Trans>By {TITLES[other].toLowerCase()}</Trans>
          </Button>
        )
      );
    });
}
