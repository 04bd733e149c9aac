import type { EntryRow } from "../bindings/EntryRow";
import type { Pill } from "../bindings/Pill";
import type { Sort } from "../bindings/Sort";
import type { ViewOpened } from "../bindings/ViewOpened";
import { toRpcError, type Command, type Request, type Response, type RpcError } from "../rpc";
import { move, type Cell, type Stroke } from "./grid/movement";
import { PageCache } from "./grid/pages";
import { ROW_HEIGHT, centre, rowsPerPage } from "./grid/scale";
import { Scroller } from "./grid/scroller";
import { seekTime } from "./grid/seek";

/** Calls the core; an argument so that the session can be tested without one. */
export type Call = <C extends Command>(command: C, request: Request<C>) => Promise<Response<C>>;

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

/** Why a view is opened: another question, the same one again at the user's wish, or again without being asked. */
type Reason = "ask" | "refresh" | "silent";

/** The shortest time between two looks for fresher entries, in milliseconds: events come up to four times a second while a source is synced. */
const LOOK_EVERY = 1500;

/** A view that is lost twice within this time (milliseconds) is an error and no longer repaired in silence. */
const LOST_TWICE = 1000;

const NEWEST_FIRST: Sort = { field: "time", descending: true };

/** One reviewer's place in the log: the open view, the rows around the eye, the selection. Views replace each other only when their first rows are here. */
export class ReviewSession {
  readonly scroller = new Scroller();
  private readonly call: Call;
  private readonly now: () => number;
  private readonly listeners = new Set<() => void>();
  private columns = 1;
  private ticket = 0;
  private newest = 0;
  private lookTimer: ReturnType<typeof setTimeout> | undefined;
  private lostAt = Number.NEGATIVE_INFINITY;
  private state: ReviewState = {
    question: null,
    text: "",
    pills: [],
    view: null,
    rows: null,
    opening: false,
    error: null,
    fresher: null,
    cell: null,
    selected: null,
    inspecting: false,
  };

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

  /** Sorts by a field; the same field again turns the order around. */
  sortBy(field: Sort["field"]): void {
    const { question } = this.state;
    if (!question) return;
    const { sort } = question;
    const descending = sort.field === field ? !sort.descending : field === "time" || field === "duration";
    this.ask({ ...question, sort: { field, descending } });
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
    if (error.code !== "not_found") return this.set({ error });
    const again = this.now() - this.lostAt < LOST_TWICE;
    this.lostAt = this.now();
    if (again) return this.set({ error });
    void this.open("silent");
  }

  /** Entries came or changed. Looks soon what is new; follows by itself where that disturbs nobody. */
  entriesChanged(version: number): void {
    this.newest = Math.max(this.newest, version);
    if (this.lookTimer !== undefined || !this.state.view || this.newest <= this.state.view.version) return;
    this.lookTimer = setTimeout(() => {
      this.lookTimer = undefined;
      void this.look();
    }, LOOK_EVERY);
  }

  /** Makes a cell the active one. */
  activate(cell: Cell): void {
    const row = this.state.rows?.row(cell.rank);
    this.set({ cell, selected: row?.key ?? null });
  }

  /** Moves by a key; whether it was a movement. */
  press(stroke: Stroke): boolean {
    const { view, cell } = this.state;
    const bounds = { rows: view?.count ?? 0, columns: this.columns, page: rowsPerPage(this.scroller.bounds) };
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
    const count = this.state.view?.count ?? 0;
    if (count === 0) return;
    const goal = Math.min(Math.max(0, rank), count - 1);
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
      const rank = await seekTime(view.count, question.sort.descending, moment, timeAt);
      if (this.state.view === view) this.goTo(rank);
    } catch (thrown) {
      this.lost(toRpcError(thrown));
    }
  }

  /** Opens the inspector on the active row, the first one in sight where none is, or on a named entry. */
  inspect(key?: string): void {
    if (key !== undefined) this.set({ selected: key });
    else if (this.state.selected === null && this.state.cell === null && this.state.view?.count) {
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
    this.state.rows?.close();
    this.scroller.show(0, 0);
    this.set({
      question: null,
      text: "",
      pills: [],
      view: null,
      rows: null,
      opening: false,
      error: null,
      fresher: null,
      cell: null,
      selected: null,
      inspecting: false,
    });
  }

  private async open(reason: Reason): Promise<void> {
    const { question } = this.state;
    if (!question) return;
    this.ticket += 1;
    const ticket = this.ticket;
    this.set({ opening: reason !== "silent" });
    try {
      const parsed = await this.call("filter_parse", { text: question.filter });
      const view = await this.call("view_open", question);
      await this.replace(view, parsed, reason, ticket);
    } catch (thrown) {
      if (ticket === this.ticket) this.set({ error: toRpcError(thrown), opening: false });
    }
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
      view.count,
      (cause) => {
        if (this.state.rows === rows) this.lost(toRpcError(cause));
      },
    );
    const first = Math.min(Math.max(0, Math.floor(top / ROW_HEIGHT)), Math.max(0, view.count - 1));
    await rows.preload(first, first + rowsPerPage(this.scroller.bounds) + 2);
    if (ticket !== this.ticket) return rows.close();
    this.state.rows?.close();
    rows.subscribe(() => this.resolveSelection(rows));
    this.scroller.show(view.count, Math.max(0, top));
    this.set({
      text: parsed.text,
      pills: parsed.pills,
      view,
      rows,
      opening: false,
      error: null,
      fresher: null,
      cell: selectedRank === null ? null : { rank: selectedRank, column: cell?.column ?? 0 },
      selected: selectedRank === null && !this.state.inspecting ? null : selected,
    });
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

  /** A row that was moved to before it was fetched is here now. */
  private resolveSelection(rows: PageCache<EntryRow>): void {
    const { cell, selected } = this.state;
    if (rows !== this.state.rows || !cell || selected !== null) return;
    const row = rows.row(cell.rank);
    if (row) this.set({ selected: row.key });
  }

  private async look(): Promise<void> {
    const { question, view, opening } = this.state;
    if (!question || !view || opening || this.newest <= view.version) return;
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
