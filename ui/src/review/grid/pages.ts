/**
 * The rows of one view, fetched in pages by rank and kept in a small cache. While the view is being counted it grows at its end; its rows stay.
 *
 * Only what is on screen is asked for: a fast scroll replaces the list of wanted pages, so that a page that has been scrolled past before its
 * turn came is never fetched. A page is never asked for twice at a time.
 */

/** Rows per page. 1,000 rows cost 5 ms over the window's channel, 200 about 1 ms. */
export const PAGE_ROWS = 200;

/** Reads rows by rank. */
export type ReadRows<Row> = (offset: number, limit: number) => Promise<readonly Row[]>;

interface Options {
  /** Pages kept; the least recently seen goes first. */
  readonly capacity?: number;
  /** Pages read at the same time. */
  readonly parallel?: number;
}

/** A page with the number of rows it had when it was asked for: while a view grows, its last page is read again. */
interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly asked: number;
}

/** A cache of pages over one view. */
export class PageCache<Row> {
  /** Insertion order is the order of last use. */
  private readonly pages = new Map<number, Kept<Row>>();
  private readonly reading = new Set<number>();
  private readonly failed = new Set<number>();
  private wanted: number[] = [];
  private closed = false;
  private readonly listeners = new Set<() => void>();
  private readonly capacity: number;
  private readonly parallel: number;
  private revision = 0;
  /** Counts the calls of `stale`: what was asked for before is stale when it comes. */
  private round = 0;
  private size: number;
  private seen: readonly [first: number, end: number] | null = null;
  private readonly read: ReadRows<Row>;
  private readonly fail: (cause: unknown) => void;

  /**
   * @param read reads rows by rank
   * @param rows how many rows there are now
   * @param fail is told of a failed read; the page is asked for again only when it is wanted anew
   */
  constructor(
    read: ReadRows<Row>,
    rows: number,
    fail: (cause: unknown) => void,
    { capacity = 40, parallel = 2 }: Options = {},
  ) {
    this.read = read;
    this.size = rows;
    this.fail = fail;
    this.capacity = capacity;
    this.parallel = parallel;
  }

  /** How many rows there are. */
  get rows(): number {
    return this.size;
  }

  /** There are more rows now. What is on screen is completed. */
  grow(rows: number): void {
    if (rows <= this.size) return;
    this.size = rows;
    if (this.seen) this.want(...this.seen);
  }

  /** What is shown of rows changed: what is on screen is read again now, the rest when it is wanted. Until then the rows stay as they are. */
  stale(): void {
    this.round += 1;
    for (const [page, kept] of this.pages) this.pages.set(page, { ...kept, asked: -1 });
    if (this.seen) this.want(...this.seen);
  }

  /** The row at a rank, if it is here. Does not fetch. */
  row(rank: number): Row | undefined {
    return this.pages.get(Math.floor(rank / PAGE_ROWS))?.rows[rank % PAGE_ROWS];
  }

  /** Says which rows are on screen: fetches the pages that are missing, the visible ones first, then a neighbour on either side. */
  want(first: number, end: number): void {
    this.seen = [first, end];
    if (this.closed || this.rows === 0) return;
    const from = Math.max(0, Math.floor(first / PAGE_ROWS));
    const last = Math.floor((this.rows - 1) / PAGE_ROWS);
    const to = Math.min(last, Math.max(from, Math.floor((end - 1) / PAGE_ROWS)));
    const visible: number[] = [];
    for (let page = from; page <= to; page += 1) visible.push(page);
    const near = [to + 1, from - 1].filter((page) => page >= 0 && page <= last);
    for (const page of [...near, ...visible]) this.touch(page);
    this.failed.clear();
    this.wanted = [...visible, ...near].filter((page) => !this.isWhole(page));
    this.pump();
  }

  /** Reads the rows of a range before anything is shown, so that a new view replaces the old one without a flicker. Never rejects. */
  async preload(first: number, end: number): Promise<void> {
    this.want(first, Math.min(end, this.rows));
    const needed = this.wanted.slice(0, 2);
    if (needed.every((page) => this.settled(page))) return;
    await new Promise<void>((done) => {
      const stop = this.subscribe(() => {
        if (!this.closed && !needed.every((page) => this.settled(page))) return;
        stop();
        done();
      });
    });
  }

  /** Ends the cache: no further page is fetched and what is under way is dropped. */
  close(): void {
    this.closed = true;
    this.wanted = [];
    this.changed();
  }

  /** Calls back whenever rows came. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Grows whenever rows came. */
  snapshot = (): number => this.revision;

  private settled(page: number): boolean {
    return this.isWhole(page) || this.failed.has(page);
  }

  /** Whether a page was read with all the rows it has by now. */
  private isWhole(page: number): boolean {
    const kept = this.pages.get(page);
    return kept !== undefined && kept.asked >= this.lengthOf(page);
  }

  private lengthOf(page: number): number {
    return Math.min(PAGE_ROWS, this.rows - page * PAGE_ROWS);
  }

  private touch(page: number): void {
    const kept = this.pages.get(page);
    if (kept === undefined) return;
    this.pages.delete(page);
    this.pages.set(page, kept);
  }

  private pump(): void {
    while (!this.closed && this.reading.size < this.parallel) {
      const page = this.wanted.find((page) => !this.reading.has(page) && !this.settled(page));
      if (page === undefined) return;
      this.reading.add(page);
      void this.fetch(page);
    }
  }

  private async fetch(page: number): Promise<void> {
    const asked = this.lengthOf(page);
    const { round } = this;
    try {
      const rows = await this.read(page * PAGE_ROWS, PAGE_ROWS);
      if (!this.closed) {
        this.pages.delete(page);
        this.pages.set(page, { rows, asked: round === this.round ? Math.max(asked, rows.length) : -1 });
        this.evict();
      }
    } catch (cause) {
      this.failed.add(page);
      if (!this.closed) this.fail(cause);
    } finally {
      this.reading.delete(page);
      this.changed();
      this.pump();
    }
  }

  private evict(): void {
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= this.capacity) return;
      this.pages.delete(oldest);
    }
  }

  private changed(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }
}
