import { useRef, useState } from "react";
import { clampShare, SPLIT_STEP } from "./split";
import "./splitter.css";

interface Props {
  /** The accessible name of the handle. */
  label: string;
  /** Panes side by side, or one above the other. */
  direction: "row" | "column";
  first: React.ReactNode;
  second: React.ReactNode;
  /** The share of the second pane until it is moved, from 0 to 1. */
  initial: number;
  /** The least size of each pane in CSS pixels. */
  least: readonly [number, number];
  /** Told when the user has let go, to remember the share. */
  onResized?: (share: number) => void;
}

/** Two panes with a handle between them: drag, or arrow keys, Home and End. */
export function Splitter({ label, direction, first, second, initial, least, onResized }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [moved, setMoved] = useState<number | null>(null);
  const share = moved ?? initial;
  const [dragging, setDragging] = useState(false);

  function length(): number {
    const box = frame.current?.getBoundingClientRect();
    return box ? (direction === "row" ? box.width : box.height) : 0;
  }

  function move(next: number): void {
    setMoved(clampShare(next, length(), least));
  }

  function onPointerMove(event: React.PointerEvent): void {
    const box = frame.current?.getBoundingClientRect();
    if (!dragging || !box) return;
    const end = direction === "row" ? box.right - event.clientX : box.bottom - event.clientY;
    move(end / length());
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    const larger = direction === "row" ? "ArrowLeft" : "ArrowUp";
    const smaller = direction === "row" ? "ArrowRight" : "ArrowDown";
    const next =
      event.key === larger
        ? share + SPLIT_STEP
        : event.key === smaller
          ? share - SPLIT_STEP
          : event.key === "Home"
            ? 1
            : event.key === "End"
              ? 0
              : null;
    if (next === null) return;
    event.preventDefault();
    const clamped = clampShare(next, length(), least);
    setMoved(clamped);
    onResized?.(clamped);
  }

  return (
    <div ref={frame} className={`splitter ${direction} ${dragging ? "dragging" : ""}`}>
      <div className="pane">{first}</div>
      {/* A focusable separator is the ARIA pattern "window splitter". */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <div
        role="separator"
        aria-label={label}
        aria-orientation={direction === "row" ? "vertical" : "horizontal"}
        aria-valuenow={Math.round((1 - share) * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="handle"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          setDragging(false);
          onResized?.(share);
        }}
        onPointerCancel={() => setDragging(false)}
        onKeyDown={onKeyDown}
      />
      <div className="pane" style={{ flex: `0 0 ${share * 100}%` }}>
        {second}
      </div>
    </div>
  );
}
