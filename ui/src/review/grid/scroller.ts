import {
  ROW_HEIGHT,
  clampTop,
  firstVisible,
  fromScroll,
  isScaled,
  reveal,
  rowHeight,
  rowsAt,
  toScroll,
  trackHeight,
  type Extent,
  type RowWindow,
} from "./scale";

/** What the grid draws. */
export interface Scene extends RowWindow {
  readonly rows: number;
  /** Height of the scrolled element, header not included. */
  readonly height: number;
  /** Where in it the first drawn row begins. */
  readonly offset: number;
  /** Rows wholly visible. */
  readonly page: number;
}

/** Rows by which the drawn window moves at once, so that a slow scroll does not draw on every pixel. */
const STRIDE = 4;

/** A step of a wheel that counts in lines: three rows, as elsewhere on the desktop. */
const WHEEL_LINE = (3 * ROW_HEIGHT) / 3;

/**
 * Owns the grid's position. While the content fits into an element the browser scrolls and this follows; beyond that the wheel is handled here
 * by exact amounts and only a dragged scrollbar goes through the scaled mapping.
 */
export class Scroller {
  private element: HTMLElement | null = null;
  private extent: Extent;
  private position = 0;
  /** The `scrollTop` this last set; its scroll event says nothing new. */
  private pictured = 0;
  private scene: Scene = { first: 0, end: 0, rows: 0, height: 0, offset: 0, page: 1 };
  private readonly listeners = new Set<() => void>();

  /** @param row the height of a row in CSS pixels */
  constructor(row: number = ROW_HEIGHT) {
    this.extent = { rows: 0, viewport: 0, row };
  }

  /** The exact position in content pixels. */
  get top(): number {
    return this.position;
  }

  /** Whether the newest or first row is at the top. */
  get atTop(): boolean {
    return this.position < 1;
  }

  /** The first row that is wholly visible. */
  get firstVisible(): number {
    return firstVisible(this.position, this.extent);
  }

  get bounds(): Extent {
    return this.extent;
  }

  /** Follows an element whose first `header` pixels are covered by a sticky header. */
  attach(element: HTMLElement, header: number): () => void {
    this.element = element;
    // Never more than the window: a layout that let the grid grow with its content would otherwise draw every row.
    const measure = () => this.resize(Math.min(element.clientHeight, window.innerHeight) - header);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", this.onScroll, { passive: true });
    element.addEventListener("wheel", this.onWheel, { passive: false });
    measure();
    return () => {
      this.element = null;
      observer.disconnect();
      element.removeEventListener("scroll", this.onScroll);
      element.removeEventListener("wheel", this.onWheel);
    };
  }

  /** Other rows, shown from a position. */
  show(rows: number, top: number): void {
    this.extent = { ...this.extent, rows };
    this.position = clampTop(top, this.extent);
    this.draw();
    this.picture();
  }

  /** Goes to a position. */
  scrollTo(top: number): void {
    this.position = Math.round(clampTop(top, this.extent));
    this.draw();
    this.picture();
  }

  /** Brings a row into sight with the least movement. */
  reveal(rank: number): void {
    this.scrollTo(reveal(rank, this.position, this.extent));
  }

  /** The element has this height now and can be brought to the position, which it may have been too low for before. */
  fit(height: number): void {
    if (height === this.scene.height) this.picture();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): Scene => this.scene;

  private picture(): void {
    if (!this.element) return;
    const scrollTop = toScroll(this.position, this.extent);
    this.pictured = scrollTop;
    if (Math.abs(this.element.scrollTop - scrollTop) >= 1) this.element.scrollTop = scrollTop;
  }

  private resize(viewport: number): void {
    this.extent = { ...this.extent, viewport: Math.max(0, viewport) };
    this.position = clampTop(this.position, this.extent);
    this.draw();
  }

  private onScroll = (): void => {
    const scrollTop = this.element?.scrollTop ?? 0;
    if (isScaled(this.extent) && Math.abs(scrollTop - this.pictured) < 1) return;
    this.pictured = scrollTop;
    this.position = fromScroll(scrollTop, this.extent);
    if (isScaled(this.extent)) this.position = Math.round(this.position);
    this.draw();
  };

  private onWheel = (event: WheelEvent): void => {
    if (!this.element || !isScaled(this.extent) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = [1, WHEEL_LINE, this.extent.viewport][event.deltaMode] ?? 1;
    this.element.scrollLeft += event.deltaX * unit;
    this.scrollTo(this.position + event.deltaY * unit);
  };

  private draw(): void {
    const row = rowHeight(this.extent);
    const { first, end } = rowsAt(this.position, this.extent);
    const from = first - (first % STRIDE);
    const until = Math.min(this.extent.rows, end + STRIDE - (end % STRIDE));
    const scrollTop = toScroll(this.position, this.extent);
    const next: Scene = {
      first: from,
      end: until,
      rows: this.extent.rows,
      height: trackHeight(this.extent),
      // Whole pixels, so that text stays sharp.
      offset: isScaled(this.extent) ? Math.round(from * row + scrollTop - this.position) : from * row,
      page: Math.max(1, Math.floor(this.extent.viewport / row)),
    };
    const before = this.scene;
    const same = (Object.keys(next) as (keyof Scene)[]).every((key) => next[key] === before[key]);
    if (same) return;
    this.scene = next;
    for (const listener of this.listeners) listener();
  }
}
