/**
 * Long lines, folded before they are shown: laying out one line of 3 MB costs a web view about a second per frame.
 * The text stays whole in the editor, so that search finds what is folded; a hit opens just its surroundings.
 */

/** Lines up to this length are shown whole. */
export const LONG_LINE = 2000;

/** What stays visible at the start of a folded line. */
const HEAD = 600;

/** What stays visible at its end, and on both sides of what is opened. */
const TAIL = 200;

/** A folded stretch, in UTF-16 units. */
export interface Fold {
  readonly from: number;
  readonly to: number;
}

/** Never cut between the two halves of a character outside the basic plane. */
function outsidePair(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

/** The stretches to fold: the middle of every long line. */
export function longFolds(text: string): Fold[] {
  const folds: Fold[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    if (end - start > LONG_LINE) {
      folds.push({ from: outsidePair(text, start + HEAD), to: outsidePair(text, end - TAIL) });
    }
    if (newline === -1) break;
    start = newline + 1;
  }
  return folds;
}

/** Opens the surroundings of a stretch, so that a search hit is seen with its context. Folds it does not touch stay as they are. */
export function openAround(folds: readonly Fold[], text: string, from: number, to: number): Fold[] {
  return folds.flatMap((fold) => {
    if (to <= fold.from || from >= fold.to) return [fold];
    const left = { from: fold.from, to: outsidePair(text, Math.max(fold.from, from - TAIL)) };
    const right = { from: outsidePair(text, Math.min(fold.to, to + TAIL)), to: fold.to };
    // What is left over is folded again only where that hides something worth hiding.
    return [left, right].filter((rest) => rest.to - rest.from > TAIL);
  });
}
