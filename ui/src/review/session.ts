import type { EntryRow } from "../bindings/EntryRow";
import type { Pill } from "../bindings/Pill";
import type { Sort } from "../bindings/Sort";
import type { ViewOpened } from "../bindings/ViewOpened";
import type { ViewProgress } from "../bindings/ViewProgress";
import { RpcError, toRpcError, type Command, type Request, type Response } from "../rpc";
import { move, type Cell, type Stroke } from "./grid/movement";
import { PageCache } from "./grid/pages";
import { ROW_HEIGHT, centre, rowsPerPage } from "./grid/scale";
import { Scroller } from "./grid/scroller";
import { seekTime } from "./grid/seek";
import { MatchCache } from "./matches/cache";
import { EMPTY, sameTexts, type Question, type ReviewState } from "./state";

/** Calls the core; an argument so that the session can be tested without one. */
export type Call = <C extends Command>(command: C, request: Request<C>) => Promise<Response<C>>;

/** Why a view is opened: another question, the same one again at the user's wish, or again without being asked. */
type Reason = "ask" | "refresh" | "silent";

/** The shortest time between two looks for fresher entries, in milliseconds: events come up to four times a second while a source is synced. */
const LOOK_EVERY = 1500;

/** How long a new view may keep the one before it on screen until its own first rows are found, in milliseconds. */
const ROWS_WAIT = 250;

/** A view that took longer to count (microseconds) is not counted again without being asked. */
const LONG_COUNT = 500_000;

/** A view that is lost twice within this time (milliseconds) is an error and no longer repaired in silence. */
const LOST_TWICE = 1000;

const NEWEST_FIRST: Sort = { field: "time", descending: true };

/**
 * One reviewer's place in the log: the open view, the rows around the eye, the selection. Views replace each other only when their first rows are here.
 * A view may still be counted: its rows are then those that are final, and more come at the end.
 */
export class ReviewSession {
  readonly scroller = new Scroller();
  private readonly call: Call;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();
  private columns = 1;
  private ticket = 0;
  private newest = 0;
  /** Whether another page is shown: then nothing is looked for. */
  private away = false;
  private lookTimer: ReturnType<typeof setTimeout> | undefined;
  private lostAt = Number.NEGATIVE_INFINITY;
  /** What was told last of each view that is not on screen yet. */
  private readonly told = new Map<number, ViewProgress>();
  private state: ReviewState = EMPTY;

  constructor(call: Call, now: () => number = () => performance.now()) {
    this.call = call;
    this.now = now;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): ReviewState => this.state;

  /** Shows the answer to a question. The same question again changes nothing. */
  ask(question: Question): void {
    const before = this.state.question;
    const same =
      before !== null &&
      before.filter === question.filter &&
      before.zone === question.zone &&
      before.sort.field === question.sort.field &&
      before.sort.descending === question.sort.descending;
    if (same) return;
    this.set({ question });
    void this.open("ask");
  }

  /** A key was struck in the query bar: what is still being counted rests, so that the keys come first. */
  typing(): void {
    const { view, opening } = this.state;
    if (opening || view?.complete === false) this.call("view_rest", {}).catch(() => undefined);
  }

  /** Sorts by a field; the same field again turns the order around. */
  sortBy(field: Sort["field"]): void {
    const { question } = this.state;
    if (!question) return;
    const { sort } = question;
    const descending = sort.field === field ? !sort.descending : field === "time" || field === "duration";
    this.ask({ ...question, sort: { field, descending } });
  }

  /** Shows the answer to a filter in an order. */
  show(filter: string, sort: Sort): void {
    const { question } = this.state;
    if (question) this.ask({ ...question, filter, sort });
  }

  /** The order now, the newest first before anything was asked. */
  get sort(): Sort {
    return this.state.question?.sort ?? NEWEST_FIRST;
  }

  /** Reads the same question again and keeps the eye's place. */
  refresh(): void {
    void this.open("refresh");
  }

  /** A view was forgotten by the core: opens it again without a word. */
  lost(error: RpcError): void {
    // Another view was opened, and this one closed.
    if (error.code === "cancelled") return;
    if (error.code !== "not_found") return this.set({ error });
    const again = this.now() - this.lostAt < LOST_TWICE;
    this.lostAt = this.now();
    if (again) return this.set({ error });
    void this.open("silent");
  }

  /** Entries came or changed. Looks soon what is new; follows by itself where that disturbs nobody. */
  entriesChanged(version: number): void {
    this.newest = Math.max(this.newest, version);
    const { view } = this.state;
    // A view that is being counted is let come to its end first.
    if (this.away || this.lookTimer !== undefined || !view?.complete || this.newest <= view.version) return;
    this.lookTimer = setTimeout(() => {
      this.lookTimer = undefined;
      void this.look();
    }, LOOK_EVERY);
  }

  /** The page is shown: looks at once what came meanwhile. */
  enter(): void {
    this.away = false;
    void this.look();
  }

  /** Another page is shown. */
  leave(): void {
    this.away = true;
    clearTimeout(this.lookTimer);
    this.lookTimer = undefined;
  }

  /** A view that is being counted moved, or ended. */
  progressed(progress: ViewProgress): void {
    const { view, rows, cell, selected } = this.state;
    if (view?.view !== progress.view) {
      if (progress.view > (view?.view ?? 0)) this.told.set(progress.view, progress);
      return;
    }
    // Events and answers come by two ways and may overtake each other.
    if (view.complete || progress.searched < view.searched) return;
    rows?.grow(progress.certain);
    this.scroller.show(progress.certain, this.scroller.top);
    this.set({
      view: { ...view, ...progress },
      error: progress.error === null ? this.state.error : new RpcError(progress.error),
    });
    if (selected !== null && cell === null && (progress.complete || progress.certain > view.certain))
      void this.findSelected();
    if (progress.complete && this.newest > view.version) this.entriesChanged(this.newest);
  }

  /** Reviewers said something: the rows show it. */
  reviewsChanged(): void {
    this.state.rows?.stale();
  }

  /** Makes a cell the active one. */
  activate(cell: Cell): void {
    const row = this.state.rows?.row(cell.rank);
    this.set({ cell, selected: row?.key ?? null });
  }

  /** Moves by a key; whether it was a movement. */
  press(stroke: Stroke): boolean {
    const { view, cell } = this.state;
    const bounds = { rows: view?.certain ?? 0, columns: this.columns, page: rowsPerPage(this.scroller.bounds) };
    const to = move(stroke, cell ?? undefined, bounds);
    if (!to) return false;
    this.activate(to);
    this.scroller.reveal(to.rank);
    return true;
  }

  /** Says how many columns there are to move in. */
  setColumns(columns: number): void {
    this.columns = columns;
  }

  /** Goes to the next or the previous entry. */
  step(by: 1 | -1): void {
    this.press({ key: by === 1 ? "j" : "k", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });
  }

  /** Goes to a row from afar. */
  goTo(rank: number): void {
    const rows = this.state.view?.certain ?? 0;
    if (rows === 0) return;
    const goal = Math.min(Math.max(0, rank), rows - 1);
    this.activate({ rank: goal, column: this.state.cell?.column ?? 0 });
    this.scroller.scrollTo(centre(goal, this.scroller.bounds));
  }

  /** Goes to the first entry at or past a moment; the rows must be in the order of time. */
  async goToTime(moment: number): Promise<void> {
    const { view, question } = this.state;
    if (!view || question?.sort.field !== "time") return;
    const timeAt = async (offset: number) =>
      (await this.call("view_page", { view: view.view, offset, limit: 1 })).rows[0]?.time;
    try {
      const rank = await seekTime(view.certain, question.sort.descending, moment, timeAt);
      if (this.state.view?.view === view.view) this.goTo(rank);
    } catch (thrown) {
      this.lost(toRpcError(thrown));
    }
  }

  /** Opens the inspector on the active row, the first one in sight where none is, or on a named entry. */
  inspect(key?: string): void {
    if (key !== undefined) this.set({ selected: key });
    else if (this.state.selected === null && this.state.cell === null && this.state.view?.certain) {
      this.activate({ rank: this.scroller.firstVisible, column: 0 });
    }
    this.set({ inspecting: true });
  }

  closeInspector(): void {
    this.set({ inspecting: false });
  }

  /** Forgets everything: another workspace is open. */
  reset(): void {
    this.ticket += 1;
    clearTimeout(this.lookTimer);
    this.lookTimer = undefined;
    this.newest = 0;
    this.told.clear();
    this.state.rows?.close();
    this.state.matches?.close();
    this.scroller.show(0, 0);
    this.set(EMPTY);
  }

  private async open(reason: Reason): Promise<void> {
    const { question } = this.state;
    if (!question) return;
    this.ticket += 1;
    const ticket = this.ticket;
    this.set({ opening: reason !== "silent" });
    try {
      const [parsed, view] = await Promise.all([
        this.call("filter_parse", { text: question.filter }),
        this.call("view_open", question),
      ]);
      await this.firstRows(view);
      if (ticket === this.ticket) await this.replace(this.newestOf(view), parsed, reason, ticket);
    } catch (thrown) {
      const error = toRpcError(thrown);
      if (ticket === this.ticket && error.code !== "cancelled") this.set({ error, opening: false });
    }
  }

  /** Waits a moment for the rows of a screen, so that what is shown already stays until there is something else to show. */
  private async firstRows(view: ViewOpened): Promise<void> {
    const rows = rowsPerPage(this.scroller.bounds) + 2;
    if (view.complete || view.certain >= rows) return;
    const found = this.call("view_wait", { view: view.view, rows }).then(
      (progress) => void this.told.set(view.view, progress),
      // What ended the counting comes as an event, too.
      () => undefined,
    );
    await Promise.race([found, new Promise((late) => setTimeout(late, ROWS_WAIT))]);
  }

  /** The view with what was told of it since it was opened. */
  private newestOf(view: ViewOpened): ViewOpened {
    const told = this.told.get(view.view);
    return told && told.searched >= view.searched ? { ...view, ...told } : view;
  }

  /** Puts a view in the place of the one on screen, with the eye where it was. */
  private async replace(
    view: ViewOpened,
    parsed: { text: string; pills: readonly Pill[] },
    reason: Reason,
    ticket: number,
  ): Promise<void> {
    const { selected, cell } = this.state;
    const anchor = this.anchor(reason);
    const selectedRank = selected === null ? null : await this.rankOf(view, selected);
    let top = 0;
    if (anchor) {
      const rank = anchor.key === selected ? selectedRank : await this.rankOf(view, anchor.key);
      if (rank !== null) top = rank * ROW_HEIGHT - anchor.offset;
      else if (reason !== "ask") top = this.scroller.top;
    }
    const rows = new PageCache<EntryRow>(
      async (offset, limit) => (await this.call("view_page", { view: view.view, offset, limit })).rows,
      view.certain,
      (cause) => {
        if (this.state.rows === rows) this.lost(toRpcError(cause));
      },
    );
    const first = Math.min(Math.max(0, Math.floor(top / ROW_HEIGHT)), Math.max(0, view.certain - 1));
    await rows.preload(first, first + rowsPerPage(this.scroller.bounds) + 2);
    if (ticket !== this.ticket) return rows.close();
    const before = this.state.view;
    this.state.rows?.close();
    this.state.matches?.close();
    const find = (keys: string[]) => this.call("view_matches", { view: view.view, keys });
    rows.subscribe(() => this.resolveSelection(rows));
    this.scroller.show(view.certain, Math.max(0, top));
    this.set({
      text: parsed.text,
      pills: parsed.pills,
      // The same texts stay the same objects, so that what is marked by them is not marked anew.
      view: before && sameTexts(before.texts, view.texts) ? { ...view, texts: before.texts } : view,
      rows,
      matches: view.texts.length === 0 ? null : new MatchCache(find),
      opening: false,
      error: view.error === null ? null : new RpcError(view.error),
      fresher: null,
      cell: selectedRank === null ? null : { rank: selectedRank, column: cell?.column ?? 0 },
      // While it is counted, the entry may still turn up.
      selected: selectedRank === null && view.complete && !this.state.inspecting ? null : selected,
    });
    // Nobody waits for it: a view that is forgotten already is closed as well.
    if (before) this.call("view_close", { view: before.view }).catch(() => undefined);
    // What was told while the first rows were read.
    const told = this.told.get(view.view);
    for (const id of this.told.keys()) if (id <= view.view) this.told.delete(id);
    if (told) this.progressed(told);
    if (this.newest > view.version) this.entriesChanged(this.newest);
  }

  /** The entry that stays where it is when the view changes: the selected one if it is in sight, else, within one question, the first visible one. */
  private anchor(reason: Reason): { key: string; offset: number } | null {
    const { rows, cell, selected } = this.state;
    if (!rows) return null;
    if (reason !== "ask" && this.scroller.atTop) return null;
    if (cell && selected !== null) {
      const offset = cell.rank * ROW_HEIGHT - this.scroller.top;
      if (offset >= 0 && offset <= this.scroller.bounds.viewport - ROW_HEIGHT) return { key: selected, offset };
    }
    if (reason === "ask") return null;
    const rank = this.scroller.firstVisible;
    const row = rows.row(rank);
    return row ? { key: row.key, offset: rank * ROW_HEIGHT - this.scroller.top } : null;
  }

  private async rankOf(view: ViewOpened, key: string): Promise<number | null> {
    return (await this.call("view_rank", { view: view.view, key })).rank;
  }

  /** The selected entry, which the view did not have before, may be among its rows now. */
  private async findSelected(): Promise<void> {
    const { view, selected } = this.state;
    if (!view || selected === null) return;
    const rank = await this.rankOf(view, selected).catch(() => null);
    const now = this.state;
    if (now.view?.view !== view.view || now.selected !== selected || now.cell !== null) return;
    if (rank !== null) this.set({ cell: { rank, column: 0 } });
    else if (now.view.complete && !now.inspecting) this.set({ selected: null });
  }

  /** A row that was moved to before it was fetched is here now. */
  private resolveSelection(rows: PageCache<EntryRow>): void {
    const { cell, selected } = this.state;
    if (rows !== this.state.rows || !cell || selected !== null) return;
    const row = rows.row(cell.rank);
    if (row) this.set({ selected: row.key });
  }

  private async look(): Promise<void> {
    const { question, view, opening } = this.state;
    if (!question || !view?.complete || opening || this.newest <= view.version) return;
    if (view.micros > LONG_COUNT) return this.set({ fresher: { ...view, version: this.newest } });
    const follows =
      this.scroller.atTop && !this.state.inspecting && question.sort.field === "time" && question.sort.descending;
    if (follows) return this.open("silent");
    const ticket = this.ticket;
    try {
      const fresher = await this.call("view_open", question);
      if (ticket === this.ticket) this.set({ fresher });
    } catch {
      // The view on screen is still good; the next event looks again.
    }
  }

  private set(change: Partial<ReviewState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
