import { t } from "@lingui/core/macro";
import type { RunInfo } from "../bindings/RunInfo";
import type { RunVerification } from "../bindings/RunVerification";
import { formatObjects } from "../counts";
import { formatCount } from "../numbers";

/** Whether a location is a file of this computer, not an address of a bucket. */
export function isFile(location: string): boolean {
  return location.startsWith("/") || location.startsWith("\\\\") || /^[A-Za-z]:[\\/]/.test(location);
}

/** Whether what a run wrote can be read again: it wrote something and is over. */
export function canVerify({ state, objects }: RunInfo): boolean {
  return objects.length > 0 && state !== "running" && state !== "waiting";
}

/** Whether everything was found as it was written. */
export function isAsWritten({ objects }: RunVerification): boolean {
  return objects.every(({ verdict }) => verdict === "same");
}

/** `All 4 objects are as they were written`, manifests included. */
export function verificationWords({ objects }: RunVerification): string {
  const other = objects.filter(({ verdict }) => verdict !== "same").length;
  if (other > 0) return t`${formatCount(other)} of ${formatObjects(objects.length)} not as written`;
  return objects.length === 1
    ? t`As it was written`
    : t`All ${formatCount(objects.length)} objects as they were written`;
}
