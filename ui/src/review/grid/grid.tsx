import { t } from "@lingui/core/macro";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { GridColumn } from "../../bindings/GridColumn";
import type { SearchText } from "../../bindings/SearchText";
import { add, pin } from "../../compare/basket";
import { compareBasket } from "../../compare/CompareBar";
import { replayOf } from "../../replay/story";
import { formatOffset, nowMicros } from "../../time";
import type { Filtering } from "../filtering";
import { MATCH_WIDTH, matchPlace, showsMatch } from "../matches/cell";
import type { ReviewSession } from "../session";
import type { ReviewState } from "../state";
import { CellMenu, copyValue, type MenuPlace } from "./cell-menu";
import { cellText, filterValue } from "./columns";
import { GridHeader } from "./header";
import { saidByKey } from "../said/say";
import { GridRow, cellId } from "./row";
import "./grid.css";

interface Props {
  session: ReviewSession;
  state: ReviewState;
  columns: readonly GridColumn[];
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  filtering: Filtering;
  onColumns: (columns: GridColumn[]) => void;
  onJump: () => void;
  /** Goes to the next or the previous place in the inspector in which a free text is found. */
  onStep: (by: 1 | -1) => void;
}

/** Height of the headings in CSS pixels. */
const HEAD_HEIGHT = 28;

const noRows = { subscribe: () => () => {}, snapshot: () => 0 };

/** The entries. Draws only what is in sight; see `scale.ts` for how ten million rows fit into one element. */
export function Grid({ session, state, columns, fields, zone, filtering, onColumns, onJump, onStep }: Props) {
  const { view, rows, cell } = state;
  const frame = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [resizing, setResizing] = useState<GridColumn[] | null>(null);
  const scene = useSyncExternalStore(session.scroller.subscribe, session.scroller.snapshot);
  const store = rows ?? noRows;
  // Read so that the grid is drawn again when rows came.
  const revision = useSyncExternalStore(store.subscribe, store.snapshot);
  const shown = resizing ?? columns;
  const texts = view?.texts ?? NO_TEXTS;
  const [hiddenOf, setHiddenOf] = useState(NO_TEXTS);
  const matchStore = state.matches ?? noRows;
  const matchRevision = useSyncExternalStore(matchStore.subscribe, matchStore.snapshot);
  const hidden = hiddenMatches(rows, scene, columns, texts, zone, revision);
  // Once an entry shows the text in no column, the column of matches comes, and stays as long as the same text is asked for.
  if (hidden.length > 0 && hiddenOf !== texts) setHiddenOf(texts);
  const matchAt = texts.length > 0 && hiddenOf === texts ? matchPlace(shown) : null;

  useLayoutEffect(() => {
    if (!frame.current) return;
    return session.scroller.attach(frame.current, HEAD_HEIGHT);
  }, [session]);
  useLayoutEffect(() => session.scroller.fit(scene.height), [session, scene.height]);
  useEffect(() => rows?.want(scene.first, scene.end), [rows, scene.first, scene.end]);
  useEffect(() => state.matches?.want(hidden), [state.matches, hidden]);
  useEffect(() => {
    session.setColumns(columns.length);
  }, [session, columns.length]);

  useLayoutEffect(() => {
    const box = cell && document.getElementById(cellId(cell.rank, cell.column));
    if (frame.current && box) revealSideways(frame.current, box);
  }, [cell]);

  function openMenu(rank: number, column: number, at?: { x: number; y: number }): void {
    const row = rows?.row(rank);
    const field = columns[column]?.field;
    const box = document.getElementById(cellId(rank, column))?.getBoundingClientRect();
    if (!row || field === undefined) return;
    const place = at ?? { x: box?.left ?? 0, y: box?.bottom ?? 0 };
    setMenu({ row, field, label: fields.get(field)?.label ?? field, ...place });
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    if (session.press(event) || (cell && command(event, cell))) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (saidByKey(event, state.selected, session)) event.preventDefault();
    else if (event.key === "g") onJump();
    else if (event.key === "r" && state.fresher) session.refresh();
    else if (event.key.toLowerCase() === "n" && state.inspecting) onStep(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  function command(event: React.KeyboardEvent, { rank, column }: { rank: number; column: number }): boolean {
    const row = rows?.row(rank);
    const field = columns[column]?.field;
    if (!row || field === undefined || event.altKey) return false;
    const value = filterValue(row, field);
    const held = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "Enter":
        session.inspect();
        return true;
      case "Escape":
        if (!state.inspecting) return false;
        session.closeInspector();
        return true;
      case ".":
      case "ContextMenu":
        openMenu(rank, column);
        return true;
      case "F10":
        if (event.shiftKey) openMenu(rank, column);
        return event.shiftKey;
      case "c":
        copyValue(cellText(row, field, zone));
        return true;
      case "p":
      case "v":
      case "V":
      case "s":
        if (held) return false;
        if (event.key === "p") pin(row.key);
        else if (event.key === "v") add(row.key);
        else if (event.key === "V") compareBasket();
        else replayOf(row);
        return true;
      case "i":
      case "x":
      case "o":
        if (held || value === null) return false;
        filtering.refine(field, [value], REFINE_KEYS[event.key]);
        return true;
      default:
        return false;
    }
  }

  const total = shown.reduce((sum, { width }) => sum + width, 0);
  const ranks = Array.from({ length: scene.end - scene.first }, (_, i) => scene.first + i);
  return (
    <>
      <div
        ref={frame}
        role="grid"
        tabIndex={0}
        aria-label={t`Entries`}
        aria-rowcount={scene.rows + 1}
        aria-colcount={shown.length + (matchAt === null ? 1 : 2)}
        aria-activedescendant={cell ? cellId(cell.rank, cell.column) : undefined}
        className="grid"
        data-revision={revision}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const place = placeOf(event.target);
          if (!place) return;
          session.activate(place);
          if (event.detail === 2) session.inspect();
        }}
        onContextMenu={(event) => {
          const place = placeOf(event.target);
          if (!place) return;
          event.preventDefault();
          session.activate(place);
          openMenu(place.rank, place.column, { x: event.clientX, y: event.clientY });
        }}
      >
        <GridHeader
          columns={shown}
          fields={fields}
          sort={session.sort}
          zoneLabel={formatOffset(view?.span?.[1] ?? nowMicros(), zone)}
          matchAt={matchAt}
          onSort={(field) => session.sortBy(field)}
          onColumns={onColumns}
          onResizing={setResizing}
        />
        <div
          className="grid-track"
          style={{ height: scene.height, minWidth: total + MARKS_WIDTH + (matchAt === null ? 0 : MATCH_WIDTH) }}
          role="presentation"
        >
          <div className="grid-layer" style={{ top: scene.offset }} role="presentation">
            {ranks.map((rank) => (
              <GridRow
                key={rank}
                rank={rank}
                row={rowAt(rows, rank, revision)}
                columns={shown}
                fields={fields}
                zone={zone}
                texts={texts}
                matchAt={matchAt}
                match={matchOf(state.matches, rowAt(rows, rank, revision), matchRevision)}
                activeColumn={cell?.rank === rank ? cell.column : null}
              />
            ))}
          </div>
        </div>
      </div>
      {menu && (
        <CellMenu
          place={menu}
          zone={zone}
          filtering={filtering}
          onInspect={() => session.inspect()}
          onClose={() => {
            setMenu(null);
            frame.current?.focus();
          }}
        />
      )}
    </>
  );
}

/** Brings a cell into sight from left to right; up and down is the scroller's affair. */
function revealSideways(frame: HTMLElement, cell: HTMLElement): void {
  const left = cell.offsetLeft - MARKS_WIDTH;
  const right = cell.offsetLeft + cell.offsetWidth - frame.clientWidth;
  if (frame.scrollLeft > left) frame.scrollLeft = left;
  else if (frame.scrollLeft < right) frame.scrollLeft = right;
}

/** Width of the column with the marks, see grid.css. */
const MARKS_WIDTH = 64;

const REFINE_KEYS = { i: "include", x: "exclude", o: "only" } as const;

/** `revision` says that the cache, which changes in place, has other rows than before. */
function rowAt(rows: ReviewState["rows"], rank: number, _revision: number): EntryRow | undefined {
  return rows?.row(rank);
}

/** The rows in sight that show none of the texts in a column. */
function hiddenMatches(
  rows: ReviewState["rows"],
  { first, end }: { first: number; end: number },
  columns: readonly GridColumn[],
  texts: readonly SearchText[],
  zone: string,
  revision: number,
): string[] {
  const keys: string[] = [];
  for (let rank = first; rank < end && texts.length > 0; rank += 1) {
    const row = rowAt(rows, rank, revision);
    if (row && !showsMatch(row, columns, texts, zone)) keys.push(row.key);
  }
  return keys;
}

const NO_TEXTS: readonly SearchText[] = [];

function matchOf(matches: ReviewState["matches"], row: EntryRow | undefined, _revision: number) {
  return row && matches?.get(row.key);
}

/** The cell under the pointer; the first one for a place beside the cells. */
function placeOf(target: EventTarget): { rank: number; column: number } | null {
  if (!(target instanceof Element)) return null;
  const rank = target.closest<HTMLElement>("[data-rank]")?.dataset["rank"];
  if (rank === undefined) return null;
  return { rank: Number(rank), column: Number(target.closest<HTMLElement>("[data-column]")?.dataset["column"] ?? 0) };
}
