import type { EntryRow } from "../bindings/EntryRow";
import type { Pill } from "../bindings/Pill";
import type { SearchText } from "../bindings/SearchText";
import type { Sort } from "../bindings/Sort";
import type { ViewOpened } from "../bindings/ViewOpened";
import type { RpcError } from "../rpc";
import type { Cell } from "./grid/movement";
import type { PageCache } from "./grid/pages";
import type { MatchCache } from "./matches/cache";

/** What is asked of the workspace. */
export interface Question {
  readonly filter: string;
  readonly sort: Sort;
  readonly zone: string;
}

/** What the page shows. */
export interface ReviewState {
  readonly question: Question | null;
  /** The filter of the view on screen: canonical text and pills. */
  readonly text: string;
  readonly pills: readonly Pill[];
  readonly view: ViewOpened | null;
  readonly rows: PageCache<EntryRow> | null;
  /** Where rows have the free texts of the filter; `null` where it has none. */
  readonly matches: MatchCache | null;
  /** A view is being opened because of something the user did. */
  readonly opening: boolean;
  readonly error: RpcError | null;
  /** What a fresher view holds; `null` while the view on screen is the newest. */
  readonly fresher: ViewOpened | null;
  readonly cell: Cell | null;
  /** The entry of the active row, once it is known. */
  readonly selected: string | null;
  readonly inspecting: boolean;
}

/** Whether more of a view is still to come. */
export function isCounting(view: ViewOpened): boolean {
  return !view.complete && view.error === null;
}

/** Nothing was asked yet. */
export const EMPTY: ReviewState = {
  question: null,
  text: "",
  pills: [],
  view: null,
  rows: null,
  matches: null,
  opening: false,
  error: null,
  fresher: null,
  cell: null,
  selected: null,
  inspecting: false,
};

/** Whether two lists of texts look for the same. */
export function sameTexts(a: readonly SearchText[], b: readonly SearchText[]): boolean {
  return (
    a.length === b.length && a.every((text, i) => text.needle === b[i]?.needle && text.match_case === b[i].match_case)
  );
}
