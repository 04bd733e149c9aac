import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import type { DocumentRef } from "../bindings/DocumentRef";
import type { Fold } from "../bindings/Fold";
import type { PayloadSearch } from "../bindings/PayloadSearch";
import type { TreeRow } from "../bindings/TreeRow";
import type { SearchText } from "../bindings/SearchText";
import { formatMembers, formatValues } from "../counts";
import { formatBytes, formatCount } from "../numbers";
import { copyValue } from "../review/grid/cell-menu";
import { Marked } from "../review/matches/marked";
import { rpc } from "../rpc";
import { isInSight, moved, rowAt, rowsInSight, useFeed } from "./feed";
import { NodeMenu, type NodePlace } from "./node-menu";
import { ENCODINGS } from "./encodings";

const ROW = 22;

/** Levels that are indented; what stands deeper says how deep instead. */
const INDENTED = 24;

interface Props {
  document: DocumentRef;
  label: string;
  fold: Fold;
  onFold: (fold: Fold) => void;
  only: PayloadSearch | null;
  /** The row to bring into sight; a new object for each time. */
  goTo: { readonly row: number } | null;
  texts: readonly SearchText[];
  onOpen: (row: TreeRow, how: NonNullable<TreeRow["encoded"]>) => void;
  onPath: (path: string) => void;
}

/** The values of a document as a tree, of which only what is in sight is fetched and drawn. */
export function Tree({ document, label, fold, onFold, only, goTo, texts, onOpen, onPath }: Props) {
  const question = JSON.stringify([document, fold, only]);
  const feed = useFeed(
    {
      question,
      read: (offset, limit) => rpc("document_tree", { document, fold, only, offset, limit }),
    },
    ROW,
  );
  const [active, setActive] = useState(0);
  const [seen, setSeen] = useState<Props["goTo"]>(null);
  const [menu, setMenu] = useState<NodePlace | null>(null);
  const { scroller, scene, frame, total, cache, revision } = feed;
  if (goTo !== seen) {
    setSeen(goTo);
    if (goTo) setActive(goTo.row);
  }
  // Once, and only when the rows are here that it was found in.
  const gone = useRef<Props["goTo"]>(null);
  const isHere = feed.question === question;
  useEffect(() => {
    if (goTo === gone.current || !isHere) return;
    gone.current = goTo;
    if (goTo && total > 0) scroller.reveal(Math.min(goTo.row, total - 1));
  }, [goTo, isHere, scroller, total]);

  function go(rank: number): void {
    setActive(rank);
    scroller.reveal(rank);
  }

  function toggle(row: TreeRow): void {
    const has = fold.toggled.includes(row.node);
    const toggled = has ? fold.toggled.filter((node) => node !== row.node) : [...fold.toggled, row.node];
    onFold({ ...fold, toggled });
  }

  function openMenu(row: TreeRow, rank: number, at?: { x: number; y: number }): void {
    const box = window.document.getElementById(rowId(label, rank))?.getBoundingClientRect();
    setMenu({ row, x: at?.x ?? (box?.left ?? 0) + 40, y: at?.y ?? box?.bottom ?? 0 });
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowAt(cache, active, revision);
    const to = moved(event.key, active, total, scene.page);
    if (to !== null) go(to);
    else if (row === undefined) return;
    else if (!act(event, row)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function act(event: React.KeyboardEvent, row: TreeRow): boolean {
    switch (event.key) {
      case "ArrowRight":
        if (row.closed) toggle(row);
        else if (row.children > 0) go(active + 1);
        return true;
      case "ArrowLeft":
        if (row.children > 0 && !row.closed) toggle(row);
        else go(containerOf(active, row.depth));
        return true;
      case "Enter":
        if (row.children > 0) toggle(row);
        else if (row.kind === "string") onOpen(row, row.encoded ?? "text");
        return true;
      case ".":
      case "ContextMenu":
        openMenu(row, active);
        return true;
      case "c":
        void rpc("document_node", { document, node: row.node }).then(({ value }) => copyValue(value));
        return true;
      default:
        return false;
    }
  }

  /** The row of the container, as far as it is here. */
  function containerOf(rank: number, depth: number): number {
    for (let above = rank - 1; above >= 0; above -= 1) {
      const row = rowAt(cache, above, revision);
      if (row === undefined || row.depth < depth) return above;
    }
    return rank;
  }

  return (
    <>
      <div
        ref={frame}
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-busy={cache === null}
        aria-activedescendant={isInSight(feed, active) ? rowId(label, active) : undefined}
        className="payload-rows"
        onKeyDown={onKeyDown}
      >
        <div className="payload-track" style={{ height: scene.height }} role="presentation">
          <div className="payload-layer" style={{ top: scene.offset }} role="presentation">
            {rowsInSight(feed).map(({ rank, row }) => (
              // The tree has the keyboard.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={rank}
                id={rowId(label, rank)}
                role="treeitem"
                tabIndex={-1}
                aria-level={(row?.depth ?? 0) + 1}
                aria-selected={rank === active}
                aria-expanded={row && row.children > 0 ? !row.closed : undefined}
                className={`payload-row ${rank === active ? "active" : ""}`}
                style={{ paddingLeft: 6 + Math.min(row?.depth ?? 0, INDENTED) * 14 }}
                onClick={(event) => {
                  setActive(rank);
                  frame.current?.focus({ preventScroll: true });
                  const onMark = event.target instanceof Element && event.target.closest("[data-toggle]");
                  if (row && row.children > 0 && (onMark || event.detail === 2)) toggle(row);
                }}
                onContextMenu={(event) => {
                  event.preventDefault();
                  setActive(rank);
                  if (row) openMenu(row, rank, { x: event.clientX, y: event.clientY });
                }}
              >
                {row && <RowContent row={row} texts={texts} onOpen={onOpen} />}
              </div>
            ))}
          </div>
        </div>
      </div>
      {menu && (
        <NodeMenu
          place={menu}
          document={document}
          fold={fold}
          onFold={onFold}
          onOpen={onOpen}
          onPath={onPath}
          onClose={() => {
            setMenu(null);
            frame.current?.focus();
          }}
        />
      )}
    </>
  );
}

function rowId(label: string, rank: number): string {
  return `tree-${label.replaceAll(/[^\p{L}\p{N}]/gu, "-")}-${rank}`;
}

interface ContentProps {
  row: TreeRow;
  texts: readonly SearchText[];
  onOpen: Props["onOpen"];
}

function RowContent({ row, texts, onOpen }: ContentProps) {
  const { encoded } = row;
  return (
    <>
      <span className="payload-fold" data-toggle="" aria-hidden>
        {row.children === 0 ? "" : row.closed ? "▸" : "▾"}
      </span>
      {row.depth > INDENTED && (
        <span className="payload-about">
          <Trans>level {formatCount(row.depth)}</Trans>{" "}
        </span>
      )}
      {row.key !== null && (
        <span className="payload-key">
          <bdi>
            <Marked text={row.key === "" ? '""' : row.key} texts={texts} />
          </bdi>
          :
        </span>
      )}
      {row.place !== null && <span className="payload-place">{row.place}:</span>}
      <span className={`payload-value ${row.kind}`}>
        {row.kind === "object" || row.kind === "array" ? (
          <Container row={row} />
        ) : (
          <bdi>
            <Marked text={row.kind === "string" ? `"${row.text}${row.cut ? "…" : '"'}` : row.text} texts={texts} />
          </bdi>
        )}
      </span>
      {row.moment !== null && <span className="payload-about">{row.moment}</span>}
      {row.cut && <span className="payload-about">{formatBytes(row.bytes)}</span>}
      {(encoded !== null || (row.cut && row.kind === "string")) && (
        <button type="button" tabIndex={-1} className="payload-open" onClick={() => onOpen(row, encoded ?? "text")}>
          {encoded === null ? t({ message: "Open", context: "button" }) : ENCODINGS[encoded].open}
        </button>
      )}
    </>
  );
}

function Container({ row }: { row: TreeRow }) {
  const isObject = row.kind === "object";
  if (row.children === 0) return isObject ? "{}" : "[]";
  const count =
    row.children === 100_000
      ? t`${formatCount(row.children)} or more values`
      : isObject
        ? formatMembers(row.children)
        : formatValues(row.children);
  return (
    <>
      {isObject ? "{" : "["}
      {row.closed && (isObject ? "…}" : "…]")} <span className="payload-about">{count}</span>
    </>
  );
}
