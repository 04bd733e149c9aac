import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";
import type { DocumentRef } from "../bindings/DocumentRef";
import type { SearchText } from "../bindings/SearchText";
import { formatCount } from "../numbers";
import { copyValue } from "../review/grid/cell-menu";
import { Marked } from "../review/matches/marked";
import { rpc } from "../rpc";
import { isInSight, moved, rowAt, rowsInSight, useFeed } from "./feed";

const ROW = 18;

interface Props {
  document: DocumentRef;
  label: string;
  goTo: { readonly row: number } | null;
  texts: readonly SearchText[];
}

/** The text of a document as received, long lines in pieces, of which only what is in sight is fetched and drawn. */
export function Lines({ document, label, goTo, texts }: Props) {
  const feed = useFeed(
    {
      question: JSON.stringify(document),
      read: (offset, limit) => rpc("document_lines", { document, offset, limit }),
    },
    ROW,
  );
  const [active, setActive] = useState(0);
  const [seen, setSeen] = useState<Props["goTo"]>(null);
  const { scroller, scene, frame, total, cache, revision } = feed;
  if (goTo !== seen) {
    setSeen(goTo);
    if (goTo) setActive(goTo.row);
  }
  useEffect(() => {
    if (goTo && total > 0) scroller.reveal(Math.min(goTo.row, total - 1));
  }, [goTo, scroller, total]);

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moved(event.key, active, total, scene.page);
    const row = rowAt(cache, active, revision);
    if (to !== null) {
      setActive(to);
      scroller.reveal(to);
    } else if (event.key === "c" && row) copyValue(row.text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      ref={frame}
      role="listbox"
      tabIndex={0}
      aria-label={t`${label}, lines`}
      aria-busy={cache === null}
      aria-activedescendant={isInSight(feed, active) ? rowId(label, active) : undefined}
      className="payload-rows"
      onKeyDown={onKeyDown}
    >
      <div className="payload-track" style={{ height: scene.height }} role="presentation">
        <div className="payload-layer" style={{ top: scene.offset }} role="presentation">
          {rowsInSight(feed).map(({ rank, row }) => (
            // The list has the keyboard.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={rank}
              id={rowId(label, rank)}
              role="option"
              tabIndex={-1}
              aria-selected={rank === active}
              className={`payload-line ${rank === active ? "active" : ""}`}
              onClick={() => setActive(rank)}
            >
              <span className="payload-number" aria-hidden>
                {typeof row?.line === "number" ? formatCount(row.line) : ""}
              </span>
              <span className="payload-text">
                <bdi>{row && <Marked text={row.text} texts={texts} />}</bdi>
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function rowId(label: string, rank: number): string {
  return `line-${label.replaceAll(/[^\p{L}\p{N}]/gu, "-")}-${rank}`;
}
