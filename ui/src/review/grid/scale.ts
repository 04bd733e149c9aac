/**
 * Where the rows are when there are more than an element can be high.
 *
 * WebKitGTK caps an element at 33,554,428 px (1.2 million rows of 28 px) and clamps `scrollTop` to that. So the scrolled track is never
 * higher than `TRACK_LIMIT`; beyond that one pixel of the track stands for several pixels of content. `top` is the exact position in
 * content pixels and is the truth; `scrollTop` is only its picture, so that wheel and keyboard move by exact amounts at any size.
 */

/** Height of a row in CSS pixels. */
export const ROW_HEIGHT = 28;

/** The highest track, in CSS pixels; well below the caps of WebKitGTK, Blink and Gecko (17.8 million). */
export const TRACK_LIMIT = 15_000_000;

/** Rows kept above and below the visible ones. */
const OVERSCAN = 8;

/** The sizes that the mapping depends on. */
export interface Extent {
  /** How many rows there are. */
  readonly rows: number;
  /** The visible height in CSS pixels, without the header. */
  readonly viewport: number;
  /** The height of a row, where it is another than the grid's. */
  readonly row?: number;
}

/** The height of a row in CSS pixels. */
export function rowHeight({ row = ROW_HEIGHT }: Extent): number {
  return row;
}

/** The rows to draw: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The height of the content in exact pixels, whatever an element can be. */
export function contentHeight(extent: Extent): number {
  return extent.rows * rowHeight(extent);
}

/** The height the scrolled element gets. */
export function trackHeight(extent: Extent): number {
  return Math.min(contentHeight(extent), TRACK_LIMIT);
}

/** Whether one pixel of the track stands for more than one of the content. */
export function isScaled(extent: Extent): boolean {
  return contentHeight(extent) > TRACK_LIMIT;
}

/** The greatest `top`. */
export function maxTop(extent: Extent): number {
  return Math.max(0, contentHeight(extent) - extent.viewport);
}

function maxScroll(extent: Extent): number {
  return Math.max(0, trackHeight(extent) - extent.viewport);
}

/** Brings a position into the content. */
export function clampTop(top: number, extent: Extent): number {
  return Math.min(Math.max(0, top), maxTop(extent));
}

/** The `scrollTop` that pictures a position. Whole pixels when scaled, because browsers round them anyway. */
export function toScroll(top: number, extent: Extent): number {
  const clamped = clampTop(top, extent);
  if (!isScaled(extent)) return clamped;
  return Math.round((clamped / maxTop(extent)) * maxScroll(extent));
}

/** The position a `scrollTop` pictures: what a dragged scrollbar means. The last pixel of the track is the end of the content. */
export function fromScroll(scrollTop: number, extent: Extent): number {
  if (!isScaled(extent)) return clampTop(scrollTop, extent);
  const end = maxScroll(extent);
  if (scrollTop >= end - 0.5) return maxTop(extent);
  return clampTop((scrollTop / end) * maxTop(extent), extent);
}

/** The rows to draw at a position. */
export function rowsAt(top: number, extent: Extent): RowWindow {
  const row = rowHeight(extent);
  const first = Math.max(0, Math.floor(top / row) - OVERSCAN);
  const end = Math.min(extent.rows, Math.ceil((top + extent.viewport) / row) + OVERSCAN);
  return { first: Math.min(first, end), end };
}

/** The first row that is wholly visible. */
export function firstVisible(top: number, extent: Extent): number {
  return Math.ceil(top / rowHeight(extent));
}

/** How many rows fit wholly; a page of PageUp and PageDown, at least one. */
export function rowsPerPage(extent: Extent): number {
  return Math.max(1, Math.floor(extent.viewport / rowHeight(extent)) - 1);
}

/** The nearest position at which a row is wholly visible: the present one where it already is. */
export function reveal(rank: number, top: number, extent: Extent): number {
  const from = rank * rowHeight(extent);
  const until = from + rowHeight(extent);
  if (from < top) return clampTop(from, extent);
  if (until > top + extent.viewport) return clampTop(until - extent.viewport, extent);
  return top;
}

/** The position that puts a row in the middle: for a jump from far away, where its neighbours matter. */
export function centre(rank: number, extent: Extent): number {
  return clampTop(rank * rowHeight(extent) - (extent.viewport - rowHeight(extent)) / 2, extent);
}
