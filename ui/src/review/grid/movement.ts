/** How the keyboard moves through the grid. */

/** The active cell: a row by rank, a column by its place. */
export interface Cell {
  readonly rank: number;
  readonly column: number;
}

/** What bounds the movement. */
export interface Bounds {
  readonly rows: number;
  readonly columns: number;
  /** Rows that PageUp and PageDown move. */
  readonly page: number;
}

/** The part of a keyboard event that counts. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Where a key leads from a cell; `undefined` when the key does not move. With no active cell, any movement starts at the top left. */
export function move(stroke: Stroke, from: Cell | undefined, bounds: Bounds): Cell | undefined {
  if (stroke.altKey || bounds.rows === 0 || bounds.columns === 0) return undefined;
  const far = stroke.ctrlKey || stroke.metaKey;
  const at = from ?? { rank: 0, column: 0 };
  const to = step(stroke.key, far, at, bounds);
  if (to === undefined) return undefined;
  const goal = from === undefined && to.rank <= 1 ? { ...to, rank: 0 } : to;
  return {
    rank: Math.min(Math.max(0, goal.rank), bounds.rows - 1),
    column: Math.min(Math.max(0, goal.column), bounds.columns - 1),
  };
}

function step(key: string, far: boolean, { rank, column }: Cell, bounds: Bounds): Cell | undefined {
  const last = bounds.rows - 1;
  switch (key) {
    case "ArrowDown":
      return { rank: far ? last : rank + 1, column };
    case "ArrowUp":
      return { rank: far ? 0 : rank - 1, column };
    case "j":
      return far ? undefined : { rank: rank + 1, column };
    case "k":
      return far ? undefined : { rank: rank - 1, column };
    case "ArrowRight":
      return { rank, column: far ? bounds.columns - 1 : column + 1 };
    case "ArrowLeft":
      return { rank, column: far ? 0 : column - 1 };
    case "PageDown":
      return { rank: rank + bounds.page, column };
    case "PageUp":
      return { rank: rank - bounds.page, column };
    case "Home":
      return { rank: 0, column };
    case "End":
      return { rank: last, column };
    default:
      return undefined;
  }
}
