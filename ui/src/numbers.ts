const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const percent = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

/** `1,234,567` */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** A share of a whole as a percentage; empty where there is no whole. */
export function formatShare(part: number, all: number): string {
  return all > 0 ? percent.format(part / all) : "";
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `512 B`, `1.5 MB`: powers of 1000, three digits. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < BYTE_UNITS.length - 1 && value >= 999.5) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : threeDigits.format(value)} ${BYTE_UNITS[unit] ?? ""}`;
}

/** A duration in microseconds: `850 µs`, `12.3 ms`, `1.24 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(micros: number): string {
  if (micros < 1000) return `${whole.format(micros)} µs`;
  if (micros < 999_500) return `${threeDigits.format(micros / 1000)} ms`;
  if (micros < 59_950_000) return `${threeDigits.format(micros / 1_000_000)} s`;
  return formatSeconds(Math.round(micros / 1_000_000));
}

/** A span in whole seconds: `45 s`, `2 min 5 s`, `1 h 4 min`, `3 d 2 h`. */
export function formatSeconds(seconds: number): string {
  const steps = [
    [86_400, "d", 3600, "h"],
    [3600, "h", 60, "min"],
    [60, "min", 1, "s"],
  ] as const;
  for (const [large, largeUnit, small, smallUnit] of steps) {
    if (seconds >= large) {
      const rest = Math.floor((seconds % large) / small);
      const head = `${whole.format(Math.floor(seconds / large))} ${largeUnit}`;
      return rest === 0 ? head : `${head} ${rest} ${smallUnit}`;
    }
  }
  return `${whole.format(seconds)} s`;
}

/** `1,240/s`; one decimal below ten. */
export function formatRate(rate: number): string {
  return `${rate < 10 ? threeDigits.format(Math.round(rate * 10) / 10) : whole.format(rate)}/s`;
}
