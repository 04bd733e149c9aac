import { t } from "@lingui/core/macro";

/** A moment: microseconds since 1970 UTC. */
export type Micros = number;

interface Clock {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  offset: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The time zone of the machine. */
export function systemZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether this web view knows the zone. */
export function isZone(zone: string): boolean {
  try {
    return formatter(zone) !== undefined;
  } catch {
    return false;
  }
}

/** Every IANA zone this web view knows, `UTC` first. */
export function allZones(): string[] {
  const zones = Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC");
  return ["UTC", ...zones];
}

// Making a formatter takes some 50 µs and using one 2 µs: a grid draws hundreds of times.
function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "longOffset",
  });
  formatters.set(zone, made);
  return made;
}

function clock(at: Micros, zone: string): Clock {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of formatter(zone).formatToParts(Math.floor(at / 1000))) parts[part.type] = part.value;
  const offset = (parts.timeZoneName ?? "GMT").replace(/^GMT/, "");
  return {
    year: (parts.year ?? "").padStart(4, "0"),
    month: parts.month ?? "",
    day: parts.day ?? "",
    hour: parts.hour ?? "",
    minute: parts.minute ?? "",
    second: parts.second ?? "",
    offset: offset === "" ? "+00:00" : offset.replace("−", "-"),
  };
}

/** `UTC` or the offset at that moment, `UTC+02:00`: unlike an abbreviation it cannot be misread. */
export function formatOffset(at: Micros, zone: string): string {
  const { offset } = clock(at, zone);
  return offset === "+00:00" ? "UTC" : `UTC${offset}`;
}

/** `2026-08-20 14:03:22`, the zone not shown: only for places whose heading shows it. `fraction`: 0, 3 or 6 digits of a second. */
export function formatWall(at: Micros, zone: string, fraction: 0 | 3 | 6 = 0): string {
  const { year, month, day, hour, minute, second } = clock(at, zone);
  const micros = String(((at % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, "0");
  const tail = fraction === 0 ? "" : `.${micros.slice(0, fraction)}`;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${tail}`;
}

/** `2026-08-20 14:03:22 UTC+02:00`: a moment by itself. */
export function formatMoment(at: Micros, zone: string, fraction: 0 | 3 | 6 = 0): string {
  return `${formatWall(at, zone, fraction)} ${formatOffset(at, zone)}`;
}

/** `2026-08-20`: the day in the zone. */
export function formatDay(at: Micros, zone: string): string {
  const { year, month, day } = clock(at, zone);
  return `${year}-${month}-${day}`;
}

/** `2026-08-20T14:03:22.123456+02:00`: for filters and copies. */
export function formatRfc3339(at: Micros, zone: string): string {
  return `${formatWall(at, zone, 6).replace(" ", "T")}${clock(at, zone).offset}`;
}

/** `Europe/Berlin (UTC+02:00)`: the zone as it is at that moment. */
export function formatZone(zone: string, at: Micros): string {
  return zone === "UTC" ? "UTC" : `${zone} (${formatOffset(at, zone)})`;
}

/** `just now`, `5 min ago`, `3 h ago`, `12 d ago`; the exact moment belongs into a tooltip beside it. */
export function formatAgo(at: Micros, now: Micros): string {
  const seconds = Math.round((now - at) / 1_000_000);
  const ahead = seconds < 0;
  const span = Math.abs(seconds);
  if (span < 10) return t`just now`;
  const [size, unit] = span < 60 ? [1, "s"] : span < 3600 ? [60, "min"] : span < 86_400 ? [3600, "h"] : [86_400, "d"];
  const text = `${Math.floor(span / Number(size))} ${unit}`;
  return ahead ? t`in ${text}` : t`${text} ago`;
}

/** Now, in microseconds. For words like "5 min ago" only: what counts is decided by the core's clock. */
export function nowMicros(): Micros {
  return Date.now() * 1000;
}
