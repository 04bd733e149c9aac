import { t } from "@lingui/core/macro";
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
  if (left <= 0) return { kind: "bad", isUrgent: true, text: t`Ended ${when}` };
  return { kind: left > 30 * DAY ? "plain" : "warning", isUrgent: left <= 7 * DAY, text: t`Ends ${when}` };
}

/** Why exports to a destination would fail, as far as that is known; `null`: nothing is known. */
export function troubleOf({ last_test, expires }: DestinationInfo, now: Micros): string | null {
  if (expires !== null && expires <= now) return t`Its secret has ended`;
  return last_test?.[0].conclusion === "fails" ? t`Its last test failed` : null;
}

/** What is wrong with destinations, in one line; `null`: nothing. */
export function troubleWords(destinations: readonly DestinationInfo[], now: Micros): string | null {
  const troubled = destinations.filter((destination) => troubleOf(destination, now) !== null);
  const [first, ...more] = troubled;
  if (!first) return null;
  const trouble = `${first.name}: ${troubleOf(first, now) ?? ""}`;
  return more.length === 0 ? trouble : t`${trouble}, and ${more.length} more`;
}
