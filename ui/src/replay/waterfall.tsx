import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect } from "react";
import type { EntryRow } from "../bindings/EntryRow";
import type { OpenReplay } from "../bindings/OpenReplay";
import type { Replay } from "../bindings/Replay";
import type { ReplayRow } from "../bindings/ReplayRow";
import { formatDuration } from "../numbers";
import { isInSight, moved, rowAt, rowsInSight, useFeed } from "../payload/feed";
import { OutcomePill, ToolErrorBadge } from "../review/marks";
import { visible } from "../review/visible";
import { rpc } from "../rpc";

const ROW = 26;

interface Props {
  replay: OpenReplay;
  data: Replay;
  /** The chosen row. */
  at: number;
  onAt: (at: number) => void;
  /** Told which entry is chosen, once it is here. */
  onEntry: (entry: EntryRow) => void;
}

/** The entries of a story over time, one below the other. */
export function Waterfall({ replay, data, at, onAt, onEntry }: Props) {
  const feed = useFeed(
    {
      question: JSON.stringify([replay, data.rows]),
      read: (offset, limit) => rpc("replay_rows", { replay, offset, limit }),
    },
    ROW,
  );
  const { scroller, scene, frame, cache, revision, total } = feed;
  const chosen = rowAt(cache, at, revision);
  useEffect(() => {
    if (total > 0) scroller.reveal(at);
  }, [scroller, at, total]);
  // The key says which entry it is; the row is another object after each fetch.
  const key = chosen?.entry.key;
  useEffect(() => {
    if (chosen) onEntry(chosen.entry);
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moved(event.key, at, total, scene.page);
    if (to !== null) onAt(to);
    else if (event.key === "Enter") document.querySelector<HTMLElement>(".inspector [role=tab][tabindex='0']")?.focus();
    else return;
    event.preventDefault();
  }

  const breaks = shades(data);
  return (
    <div className="waterfall-frame">
      <div className="waterfall-head" aria-hidden>
        <span>
          <Trans>After</Trans>
        </span>
        <span>
          <Trans>What</Trans>
        </span>
        <span>
          <Trans>Outcome</Trans>
        </span>
        <span className="numeric">
          <Trans>Duration</Trans>
        </span>
        <span>
          {formatDuration(data.extent)}
          {data.breaks.length > 0 && t`, silences cut short`}
        </span>
      </div>
      <div
        ref={frame}
        role="listbox"
        tabIndex={0}
        aria-label={t`Entries of the story`}
        aria-activedescendant={isInSight(feed, at) ? rowId(at) : undefined}
        className="payload-rows waterfall"
        onKeyDown={onKeyDown}
      >
        <div className="payload-track" style={{ height: scene.height }} role="presentation">
          <div className="payload-layer" style={{ top: scene.offset }} role="presentation">
            {rowsInSight(feed).map(({ rank, row }) => (
              // The list has the keyboard.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={rank}
                id={rowId(rank)}
                role="option"
                tabIndex={-1}
                aria-selected={rank === at}
                className={`waterfall-row ${rank === at ? "active" : ""}`}
                onClick={() => onAt(rank)}
              >
                {row && <RowContent row={row} extent={data.extent} breaks={breaks} />}
              </div>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

function rowId(rank: number): string {
  return `replay-${rank}`;
}

function percent(part: number, extent: number): string {
  return `${Math.min(100, (100 * part) / extent)}%`;
}

/** The shortened silences as the ground of every row. */
function shades(data: Replay): string {
  const stops = data.breaks.slice(0, 100).flatMap(({ at, width }) => {
    const [from, until] = [percent(at, data.extent), percent(at + width, data.extent)];
    return [`transparent ${from}`, `var(--hover) ${from}`, `var(--hover) ${until}`, `transparent ${until}`];
  });
  // oxlint-disable-next-line texts/marked -- CSS
  return stops.length === 0 ? "none" : `linear-gradient(to right, ${stops.join(", ")})`;
}

/** On the side of the bar where there is more room. */
function besideBar({ at, entry }: ReplayRow, extent: number): React.CSSProperties {
  const end = at + (entry.duration ?? 0);
  if (at > extent - end) return { right: `calc(100% - ${percent(at, extent)} + 4px)`, maxWidth: percent(at, extent) };
  return { left: `calc(${percent(end, extent)} + 8px)`, maxWidth: `calc(${percent(extent - end, extent)} - 8px)` };
}

function RowContent({ row, extent, breaks }: { row: ReplayRow; extent: number; breaks: string }) {
  const { entry } = row;
  const isPoint = entry.duration === null;
  return (
    <>
      <span className="waterfall-offset">+{formatDuration(row.offset)}</span>
      <span className="cut">
        <bdi>
          {visible(entry.operation)} <span className="mono">{visible(entry.target)}</span>
        </bdi>
        {entry.tool_error === true && <ToolErrorBadge />}
      </span>
      <OutcomePill outcome={entry.outcome} />
      <span className="numeric">{entry.duration === null ? t`no duration` : formatDuration(entry.duration)}</span>
      <span className="waterfall-bars" style={{ backgroundImage: breaks }}>
        {row.silence !== null && (
          <span className="waterfall-silence" style={besideBar(row, extent)}>
            <Trans>silent for {formatDuration(row.silence)}</Trans>
          </span>
        )}
        <span
          className={`waterfall-bar ${entry.tool_error === true ? "tool-failed" : entry.outcome} ${isPoint ? "point" : ""}`}
          style={{ left: percent(row.at, extent), width: percent(entry.duration ?? 0, extent) }}
          aria-hidden
        />
        {row.lane > 0 && (
          <span className="visually-hidden">
            <Trans>overlaps with another entry</Trans>
          </span>
        )}
      </span>
    </>
  );
}
