import { useRef, useState } from "react";

/** What a mark of a drawing gets so that it can be reached and opened by keyboard. */
export interface MarkProps {
  role: "link";
  tabIndex: 0 | -1;
  "aria-label": string;
  "data-mark": number;
  onFocus: () => void;
  onMouseEnter: () => void;
  onKeyDown: (event: React.KeyboardEvent<SVGElement>) => void;
  onClick: () => void;
}

/**
 * One tab stop for all marks of a drawing: arrows move (`row` marks up and down), Home and End go to the ends, Enter opens. `at` is the mark that is
 * told of.
 */
export function useMarks(count: number, row: number, words: (mark: number) => string, open: (mark: number) => void) {
  const [at, setAt] = useState<number | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const stop = at !== null && at < count ? at : 0;

  function go(mark: number): void {
    drawing.current?.querySelector<SVGElement>(`[data-mark="${mark}"]`)?.focus();
  }

  function press(event: React.KeyboardEvent<SVGElement>, mark: number): void {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -row,
      ArrowDown: row,
      Home: -mark,
      End: count - 1 - mark,
    };
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") open(mark);
    else if (step === undefined) return;
    else if (mark + step >= 0 && mark + step < count) go(mark + step);
    event.preventDefault();
  }

  const mark = (index: number): MarkProps => ({
    role: "link",
    tabIndex: index === stop ? 0 : -1,
    "aria-label": words(index),
    "data-mark": index,
    onFocus: () => setAt(index),
    onMouseEnter: () => setAt(index),
    onKeyDown: (event) => press(event, index),
    onClick: () => open(index),
  });
  return { drawing, mark, at: at !== null && at < count ? at : null };
}
