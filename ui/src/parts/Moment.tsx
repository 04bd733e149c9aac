import { useEffect, useState } from "react";
import { useZone } from "../settings";
import { formatAgo, formatMoment, nowMicros, type Micros } from "../time";

/** A moment in the zone of the screen, zone shown. */
export function Moment({ at }: { at: Micros }) {
  const zone = useZone();
  return <time dateTime={new Date(at / 1000).toISOString()}>{formatMoment(at, zone)}</time>;
}

/** How long ago; the moment itself as a title. */
export function Ago({ at }: { at: Micros }) {
  const zone = useZone();
  const [now, setNow] = useState(nowMicros);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMicros()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={new Date(at / 1000).toISOString()} title={formatMoment(at, zone)}>
      {formatAgo(at, Math.max(now, at))}
    </time>
  );
}
