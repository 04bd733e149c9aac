import { t } from "@lingui/core/macro";
import type { GapReason } from "./bindings/GapReason";
import type { GapSpan } from "./bindings/GapSpan";

/** Why data is missing: a word or two for a picture, and a sentence. */
const REASONS: Record<GapReason, { short: string; long: string }> = {
  out_of_reach: {
    short: t`no data`,
    long: t`The source no longer has, or does not hand out, what happened then.`,
  },
  incomplete: { short: t`incomplete`, long: t`The source did not give everything it said it has.` },
  missed: { short: t`missed`, long: t`More happened between two syncs than the source shows at a time.` },
};

/** What stands over a gap in the timeline. A part of the log is named by its tooltip. */
export function gapMark({ reason, scope }: Pick<GapSpan, "reason" | "scope">): string {
  return scope === null ? REASONS[reason].short : t`incomplete`;
}

/** Why there is a gap, as a sentence. */
export function gapReason({ reason }: Pick<GapSpan, "reason">): string {
  return REASONS[reason].long;
}

/** Of what the gap is: a source, or a part of its log. */
export function gapOf({ source, scope }: Pick<GapSpan, "source" | "scope">): string {
  return scope === null ? source : `${source}, ${scope}`;
}
