import type { DestinationInfo } from "../../bindings/DestinationInfo";
import { formatAgo, type Micros } from "../../time";

const DAY = 86_400_000_000;

/** How near the end of a secret is. */
export interface Expiry {
  kind: "plain" | "warning" | "bad";
  /** Whether it is a matter of days. */
  isUrgent: boolean;
  text: string;
}

/** When a secret ends: a warning from 30 days ahead, urgent from 7, hours on the last day, and bad when it is over. */
export function expiryOf(expires: Micros, now: Micros): Expiry {
  const left = expires - now;
  const when = formatAgo(expires, now);
  if (left <= 0) return { kind: "bad", isUrgent: true, text: `Ended ${when}` };
  return { kind: left > 30 * DAY ? "plain" : "warning", isUrgent: left <= 7 * DAY, text: `Ends ${when}` };
}

/** Why exports to a destination would fail, as far as that is known; `null`: nothing is known. */
export function troubleOf({ last_test, expires }: DestinationInfo, now: Micros): string | null {
  if (expires !== null && expires <= now) return "Its secret has ended";
  return last_test?.[0].conclusion === "fails" ? "Its last test failed" : null;
}

/** What is wrong with destinations, in one line; `null`: nothing. */
export function troubleWords(destinations: readonly DestinationInfo[], now: Micros): string | null {
  const troubled = destinations.filter((destination) => troubleOf(destination, now) !== null);
  const [first, ...more] = troubled;
  if (!first) return null;
  const others = more.length === 0 ? "" : `, and ${more.length} more`;
  return `${first.name}: ${troubleOf(first, now) ?? ""}${others}`;
}
