import type { Tick } from "./axis";
import { barTotal, extentOf, spanOf, stack, xOf, type Bar, type DrawnGap, type Span, type Stretch } from "./geometry";

/** Sizes of the timeline in CSS pixels, from above: bars, the lane of tool errors, the axis. */
export const LANE = 5;
export const AXIS = 18;
const HEADROOM = 14;

/** Colours, read from the tokens of the theme. */
export interface Palette {
  readonly outcomes: readonly string[];
  readonly toolError: string;
  readonly text: string;
  readonly line: string;
  readonly accent: string;
  readonly hatch: string;
  readonly gap: string;
  readonly font: string;
}

/** What is drawn. */
export interface Picture {
  readonly bars: readonly Bar[];
  readonly gaps: readonly DrawnGap[];
  readonly ticks: readonly Tick[];
  readonly most: number;
  readonly width: number;
  readonly height: number;
  /** What is brushed, or where the keyboard is. */
  readonly stretch: Stretch | null;
  readonly hovered: number | null;
}

/** The palette of an element's theme. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    outcomes: ["success", "failure", "denied", "timeout", "unknown"].map((outcome) => token(`--outcome-${outcome}`)),
    toolError: token("--tool-error"),
    text: token("--text-faint"),
    line: token("--border"),
    accent: token("--accent"),
    hatch: token("--border-control"),
    gap: token("--warning"),
    font: `11px ${token("--font")}`,
  };
}

/** Draws the whole timeline. */
export function draw(context: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { bars, width, height } = picture;
  context.clearRect(0, 0, width, height);
  const extent = extentOf(bars);
  if (!extent) return;
  const base = height - AXIS - LANE;
  drawGaps(context, picture, palette, extent, base);
  context.fillStyle = palette.line;
  context.fillRect(0, base, width, 1);

  bars.forEach((bar, index) => {
    const from = Math.round(xOf(bar.from, extent, width));
    const until = Math.round(xOf(bar.until, extent, width));
    const gap = until - from > 3 ? 1 : 0;
    const wide = Math.max(1, until - from - gap);
    for (const part of stack(bar, picture.most, base - HEADROOM)) {
      context.fillStyle = palette.outcomes[part.outcome] ?? palette.text;
      context.fillRect(from, base - part.bottom - part.height, wide, part.height);
    }
    if (bar.tool_errors > 0) {
      context.fillStyle = palette.toolError;
      // The share of tool errors shows as strength, never weaker than is seen.
      context.globalAlpha = Math.min(1, 0.35 + (bar.tool_errors / Math.max(1, barTotal(bar))) * 6);
      context.fillRect(from, base + 2, wide, LANE - 2);
      context.globalAlpha = 1;
    }
    if (index === picture.hovered) {
      context.fillStyle = palette.accent;
      context.globalAlpha = 0.14;
      context.fillRect(from, 0, wide + gap, base);
      context.globalAlpha = 1;
    }
  });
  drawStretch(context, picture, palette, extent, base);
  drawAxis(context, picture, palette);
}

/** Hatching from top to axis: here data is, or may be, missing, which is not the same as nothing having happened. */
function drawGaps(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  extent: Span,
  base: number,
): void {
  for (const gap of picture.gaps) {
    const from = xOf(gap.from, extent, picture.width);
    const until = Math.max(from + 3, xOf(gap.until, extent, picture.width));
    context.save();
    context.beginPath();
    context.rect(from, 0, until - from, base);
    context.clip();
    context.strokeStyle = palette.hatch;
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.beginPath();
    for (let x = from - base - (from % 6); x < until; x += 6) {
      context.moveTo(x, base);
      context.lineTo(x + base, 0);
    }
    context.stroke();
    context.restore();
    // A gap of a minute in a year is a few pixels of hatching: its upper edge makes it be seen.
    context.fillStyle = palette.gap;
    context.fillRect(from, 0, until - from, 2);
    context.font = palette.font;
    if (until - from > context.measureText(gap.words).width + 16) {
      const middle = (from + until) / 2;
      const half = context.measureText(gap.words).width / 2 + 4;
      context.clearRect(middle - half, 4, half * 2, 15);
      context.fillStyle = palette.text;
      context.textAlign = "center";
      context.textBaseline = "top";
      context.fillText(gap.words, middle, 6);
    }
  }
}

function drawStretch(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  extent: Span,
  base: number,
): void {
  const span = picture.stretch && spanOf(picture.stretch, picture.bars);
  if (!span) return;
  const from = Math.round(xOf(span.from, extent, picture.width));
  const until = Math.round(xOf(span.until, extent, picture.width));
  context.fillStyle = palette.accent;
  context.globalAlpha = 0.16;
  context.fillRect(from, 0, until - from, base);
  context.globalAlpha = 1;
  context.fillRect(from, 0, 1, base);
  context.fillRect(until - 1, 0, 1, base);
}

function drawAxis(context: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { height } = picture;
  context.font = palette.font;
  context.fillStyle = palette.text;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  for (const tick of picture.ticks) {
    context.fillRect(Math.round(tick.x), height - AXIS, 1, 4);
    context.fillText(tick.text, Math.round(tick.x) + 4, height - 5);
  }
}
