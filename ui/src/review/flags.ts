import { t } from "@lingui/core/macro";
import type { Flag } from "../bindings/Flag";

interface FlagWords {
  /** A word or two for a badge. */
  short: string;
  /** What it means and what to do, in a sentence or two. */
  long: string;
  /** Whether the fields themselves are in doubt. */
  isDoubt: boolean;
}

/** What is to be known of an entry besides its fields, in words. */
export const FLAGS: Record<Flag, FlagWords> = {
  ambiguous: {
    short: t`ambiguous`,
    long: t`The record can be read in more than one way, because what a client sent may look like the record itself. The fields show the likeliest reading; compare it with the raw text.`,
    isDoubt: true,
  },
  unparsed: {
    short: t`unparsed`,
    long: t`The record's text could not be taken apart: fields that are only in the text are empty here. Read the raw text.`,
    isDoubt: true,
  },
  guessed_columns: {
    short: t`guessed columns`,
    long: t`The file does not name its columns; what is what was told by the position. Check the fields against the raw text.`,
    isDoubt: true,
  },
  secrets_removed: {
    short: t`secrets removed`,
    long: t`Secrets were removed from the record before it was stored. The SHA-256 of the original is kept in its context.`,
    isDoubt: false,
  },
  own_polling: {
    short: t`own polling`,
    long: t`A request of Auditdesk's own, made to read this log.`,
    isDoubt: false,
  },
};

/** The condition that leaves Auditdesk's own requests out. */
export const WITHOUT_OWN_POLLING = "-flag:own_polling";
