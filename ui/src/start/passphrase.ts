import { t } from "@lingui/core/macro";

/** The core's least length of a passphrase. */
export const PASSPHRASE_LEAST = 8;

/** What keeps a new passphrase from being used; `null` when it is fine. */
export function passphraseProblem(passphrase: string, repeated: string): string | null {
  if (Array.from(passphrase).length < PASSPHRASE_LEAST) return t`At least ${PASSPHRASE_LEAST} characters.`;
  if (passphrase !== repeated) return t`The two do not match.`;
  return null;
}
