import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Timeline as TimelineData } from "../../bindings/Timeline";
import { Button } from "../../parts";
import { formatEntries } from "../../counts";
import { formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";
import { formatMoment } from "../../time";
import { OUTCOMES } from "../outcomes";
import type { ReviewSession } from "../session";
import { ticksOf } from "./axis";
import { AXIS, LANE, draw, paletteOf, type Palette, type Picture } from "./draw";
import { barAt, extentOf, moveHead, scaleEnd, spanOf, stretchTotal, visibleGaps, xOf, type Stretch } from "./geometry";
import { TimelineTable, TimelineTip } from "./words";
import "./timeline.css";

interface Props {
  session: ReviewSession;
  view: number;
  zone: string;
  /** Whether the filter has a condition on time that could be taken away. */
  zoomed: boolean;
  onWithin: (from: number, until: number) => void;
  onAllTime: () => void;
}

/** Height in CSS pixels. */
const HEIGHT = 96;
/** A bar with its gap is about so wide, in CSS pixels. */
const BAR_WIDTH = 9;

/** Counts over time for the whole result. Drag, or arrow keys with Shift, to choose a span; Enter zooms into it. */
export function Timeline({ session, view, zone, zoomed, onWithin, onAllTime }: Props) {
  const [width, setWidth] = useState(0);
  // Rounded, so that a few pixels more or less do not ask again.
  const buckets = Math.min(240, Math.max(20, Math.round(width / BAR_WIDTH / 20) * 20));
  const { data, error } = useQueryOf(
    "view_timeline",
    { view, buckets, zone },
    { enabled: width > 0, placeholderData: keepPreviousData, gcTime: 30_000 },
  );
  useEffect(() => {
    if (error) session.lost(error);
  }, [session, error]);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  return (
    <section className="timeline" aria-label={t`Timeline`}>
      <div ref={frame} className="timeline-frame" style={{ height: HEIGHT }}>
        {data && width > 0 && <Chart data={data} width={width} zone={zone} onWithin={onWithin} />}
      </div>
      <div className="timeline-foot">
        {OUTCOMES.map((outcome) => (
          <span key={outcome} className="timeline-key">
            <i style={{ background: `var(--outcome-${outcome})` }} />
            {outcome}
          </span>
        ))}
        <span className="timeline-key">
          <i className="lane" />
          <Trans>tool error</Trans>
        </span>
        <span className="timeline-key">
          <i className="hatch" />
          <Trans>missing data</Trans>
        </span>
        <span className="grow" />
        {data && data.width !== "" && (
          <span>
            <Trans>
              a bar is {data.width} · {zone}
            </Trans>
          </span>
        )}
        {zoomed && (
          <Button kind="quiet" onPress={onAllTime}>
            <Trans>All time</Trans>
          </Button>
        )}
      </div>
      {data && <TimelineTable data={data} zone={zone} />}
    </section>
  );
}

interface ChartProps {
  data: TimelineData;
  width: number;
  zone: string;
  onWithin: (from: number, until: number) => void;
}

function Chart({ data, width, zone, onWithin }: ChartProps) {
  const bars = data.buckets;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const [dragging, setDragging] = useState(false);
  const [hovered, setHovered] = useState<number | null>(null);
  const extent = extentOf(bars);
  const most = scaleEnd(bars);
  const palette = usePalette();

  // Another answer has other bars: what was brushed means nothing there.
  const [brushed, setBrushed] = useState(bars);
  if (brushed !== bars) {
    setBrushed(bars);
    setStretch(null);
    setHovered(null);
  }

  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    const covered = extentOf(data.buckets);
    if (!context || !covered) return;
    const density = window.devicePixelRatio || 1;
    context.canvas.width = Math.round(width * density);
    context.canvas.height = Math.round(HEIGHT * density);
    context.setTransform(density, 0, 0, density, 0, 0);
    const picture: Picture = {
      bars: data.buckets,
      gaps: visibleGaps(data.gaps, covered, data.buckets),
      ticks: ticksOf(covered, width, zone),
      most: scaleEnd(data.buckets),
      width,
      height: HEIGHT,
      stretch,
      hovered,
    };
    draw(context, picture, palette);
  }, [data, width, zone, stretch, hovered, palette]);

  function zoom(wanted: Stretch): void {
    const span = spanOf(wanted, bars);
    setStretch(null);
    if (span) onWithin(span.from, span.until);
  }

  function indexAt(event: React.PointerEvent): number {
    return barAt(event.clientX - event.currentTarget.getBoundingClientRect().left, bars, width);
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    const to = KEYS[event.key];
    if (to) {
      const moved = moveHead(stretch ?? undefined, (head) => to(head, bars.length), event.shiftKey, bars.length);
      setStretch(moved ?? null);
      setHovered(moved?.head ?? null);
    } else if (event.key === "Enter" && stretch) zoom(stretch);
    else if (event.key === "Escape" && stretch) {
      setStretch(null);
      setHovered(null);
    } else return;
    event.preventDefault();
  }

  const span = stretch && spanOf(stretch, bars);
  const words = span
    ? t`${formatMoment(span.from, zone)} to ${formatMoment(span.until, zone)}, ${formatEntries(stretchTotal(stretch, bars))}`
    : "";
  return (
    <>
      <span className="timeline-scale" aria-hidden>
        {most > 0 ? formatCount(most) : ""}
      </span>
      {/* A focusable figure with its own keys; the table below it says the same in words. */}
      <canvas
        ref={canvas}
        className="timeline-canvas"
        style={{ width, height: HEIGHT }}
        tabIndex={0}
        role="slider"
        aria-label={t`Span of time. Arrow keys move, Shift extends, Enter zooms in`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={stretch?.head ?? 0}
        aria-valuetext={words}
        onKeyDown={onKeyDown}
        onBlur={() => setHovered(null)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const index = indexAt(event);
          setDragging(true);
          setStretch({ anchor: index, head: index });
        }}
        onPointerMove={(event) => {
          const index = indexAt(event);
          setHovered(index);
          if (dragging && stretch) setStretch({ anchor: stretch.anchor, head: index });
        }}
        onPointerUp={() => {
          if (!dragging) return;
          setDragging(false);
          if (stretch) zoom(stretch);
        }}
        onPointerCancel={() => {
          setDragging(false);
          setStretch(null);
        }}
        onPointerLeave={() => setHovered(null)}
      />
      {hovered !== null && extent && bars[hovered] && (
        <TimelineTip
          bar={bars[hovered]}
          brushed={span}
          brushedTotal={stretch ? stretchTotal(stretch, bars) : 0}
          gaps={data.gaps}
          zone={zone}
          x={xOf((bars[hovered].from + bars[hovered].until) / 2, extent, width)}
          width={width}
          y={HEIGHT - AXIS - LANE}
        />
      )}
    </>
  );
}

const KEYS: Partial<Record<string, (head: number, bars: number) => number>> = {
  ArrowLeft: (head) => head - 1,
  ArrowRight: (head) => head + 1,
  PageUp: (head) => head - 10,
  PageDown: (head) => head + 10,
  Home: () => 0,
  End: (_head, bars) => bars - 1,
};

/** The colours of the theme, read again when it changes: a canvas does not follow it by itself. */
function usePalette(): Palette {
  const [palette, setPalette] = useState(() => paletteOf(document.documentElement));
  useEffect(() => {
    const root = document.documentElement;
    const observer = new MutationObserver(() => setPalette(paletteOf(root)));
    observer.observe(root, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return palette;
}
