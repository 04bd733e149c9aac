import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Activity,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  CloudDownload,
  EyeOff,
  History,
  LockKeyhole,
  MessageSquareText,
  Tag,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import type { Disposition } from "../bindings/Disposition";
import type { EntryRow } from "../bindings/EntryRow";
import type { Flag } from "../bindings/Flag";
import type { Status } from "../bindings/Status";
import { formatNotes } from "../counts";
import { FLAGS } from "./flags";
import { dispositionInfo } from "./said/dispositions";
import "./marks.css";

/** An outcome as a word with a mark whose shape differs, so that nobody depends on its colour. */
export function OutcomePill({ outcome }: { outcome: Status }) {
  return (
    <span className={`outcome ${outcome}`}>
      <svg className="outcome-mark" viewBox="0 0 10 10" aria-hidden>
        <path d={MARKS[outcome]} />
      </svg>
      {outcome}
    </span>
  );
}

/** Dot, cross, bar, hourglass, ring. */
const MARKS: Record<Status, string> = {
  success: "M5 2.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5Z",
  failure: "M1.7 3.1 3.1 1.7 5 3.6 6.9 1.7 8.3 3.1 6.4 5 8.3 6.9 6.9 8.3 5 6.4 3.1 8.3 1.7 6.9 3.6 5Z",
  denied: "M1 4h8v2H1Z",
  timeout: "M1.5 1h7L5.7 5l2.8 4h-7L4.3 5Z",
  unknown: "M5 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7Zm0 1.6a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0-3.8Z",
};

/** An error inside a transport success. */
export function ToolErrorBadge() {
  return (
    <span className="tool-error" title={t`Tool error: the call went through, but the tool's answer is an error`}>
      <Trans>tool error</Trans>
    </span>
  );
}

/** What is in doubt of an entry's fields, in words: these are read before the fields are believed. */
export function DoubtBadges({ flags }: { flags: readonly Flag[] }) {
  return flags
    .filter((flag) => FLAGS[flag].isDoubt)
    .map((flag) => (
      <span key={flag} className="doubt" title={FLAGS[flag].long}>
        {FLAGS[flag].short}
      </span>
    ));
}

const FLAG_PICTURES: Record<Flag, LucideIcon> = {
  ambiguous: TriangleAlert,
  unparsed: TriangleAlert,
  guessed_columns: TriangleAlert,
  secrets_removed: EyeOff,
  own_polling: Activity,
};

interface Mark {
  readonly picture: LucideIcon;
  readonly words: string;
  readonly kind: string;
}

const DISPOSITION_PICTURES: Record<Disposition, LucideIcon> = {
  open: CircleHelp,
  fine: CircleCheck,
  exception: CircleAlert,
  not_applicable: CircleMinus,
};

/** What is unusual about an entry: what reviewers say, where it stands in the ledger, what is missing of its payload, and what else is to be known. */
function marksOf(row: EntryRow): Mark[] {
  const marks: Mark[] = [];
  const { disposition, reviewer, tags, notes } = row.review;
  if (disposition !== null) {
    const words = `${dispositionInfo(disposition).text} (${reviewer})`;
    marks.push({ picture: DISPOSITION_PICTURES[disposition], words, kind: `disposed ${disposition}` });
  }
  if (notes > 0 || tags.length > 0) {
    const words = [...tags, notes === 0 ? "" : formatNotes(notes)].filter((word) => word !== "");
    marks.push({ picture: notes > 0 ? MessageSquareText : Tag, words: words.join(", "), kind: "annotated" });
  }
  if (row.state === "pending")
    marks.push({ picture: CircleDashed, words: t`Pending: it can still change`, kind: "pending" });
  if (row.state === "superseded")
    marks.push({ picture: History, words: t`Superseded by a later version`, kind: "superseded" });
  if (row.payload === "redacted")
    marks.push({ picture: LockKeyhole, words: t`Payload left out by the platform for this role`, kind: "redacted" });
  if (row.payload === "not_fetched")
    marks.push({ picture: CloudDownload, words: t`Payload not fetched`, kind: "absent" });
  for (const flag of row.flags) {
    const { short, long, isDoubt } = FLAGS[flag];
    marks.push({ picture: FLAG_PICTURES[flag], words: `${short}: ${long}`, kind: isDoubt ? `${flag} in-doubt` : flag });
  }
  return marks;
}

/** The marks at the start of a row. */
export function RowMarks({ row }: { row: EntryRow }) {
  return marksOf(row).map(({ picture: Picture, words, kind }) => (
    <span key={kind} className={`mark ${kind}`} title={words}>
      <Picture size={13} strokeWidth={2} aria-hidden focusable={false} />
      <span className="visually-hidden">{words}</span>
    </span>
  ));
}
