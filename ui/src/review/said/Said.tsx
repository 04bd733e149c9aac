import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { EntryReview } from "../../bindings/EntryReview";
import type { ReviewAction } from "../../bindings/ReviewAction";
import { Button, Icon, Tooltip } from "../../parts";
import { formatNotes } from "../../counts";
import { formatMoment } from "../../time";
import { dispositionInfo, DISPOSITIONS } from "./dispositions";
import { draftOf } from "./drafts";
import { useAsked } from "./focus";
import { Notes } from "./Notes";
import { say } from "./say";
import { Tags } from "./Tags";
import "./said.css";

interface Props {
  /** It has settled: of one that can still change nothing can be said yet. */
  entry: string;
  review: EntryReview;
  view: number | null;
  zone: string;
  onShow: (key: string) => void;
}

/** What reviewers say of the entry in the inspector: disposition, tags, notes, and who said it when. */
export function Said({ entry, review, view, zone, onShow }: Props) {
  const [open, setOpen] = useState<"notes" | "history" | null>(null);
  useAsked("note", entry, () => setOpen("notes"), true);
  const { reviewer } = review;
  const toggle = (what: "notes" | "history") => setOpen(open === what ? null : what);
  return (
    <section className="said" aria-label={t`What reviewers say`}>
      <div className="said-bar">
        <div className="dispositions" role="group" aria-label={t`Disposition`}>
          {DISPOSITIONS.map(({ id, text, help, key, icon }) => {
            const chosen = review.disposition === id;
            const action = { type: "dispose", disposition: chosen ? null : id } as const;
            return (
              <Tooltip key={id} text={`${help} (${key})`}>
                <Button kind="quiet" icon={icon} aria-pressed={chosen} onPress={() => void say([entry], action)}>
                  {text}
                </Button>
              </Tooltip>
            );
          })}
        </div>
        <Tags entry={entry} tags={review.tags} view={view} />
        <span className="grow" />
        <Button kind="quiet" icon="edit" aria-expanded={open === "notes"} onPress={() => toggle("notes")}>
          {review.notes === 0 ? t`Note` : formatNotes(review.notes)}
        </Button>
        <Button
          kind="quiet"
          icon="history"
          aria-label={reviewer === "" ? t`What was said when` : t`${reviewer}: what was said when`}
          aria-expanded={open === "history"}
          isDisabled={review.history.length === 0 && review.earlier.length === 0}
          onPress={() => toggle("history")}
        >
          {reviewer}
        </Button>
      </div>
      {review.samples.length > 0 && <p className="said-samples faint">{samplesWords(review.samples)}</p>}
      <Earlier review={review} onShow={onShow} />
      {(open === "notes" || (open === null && (review.notes > 0 || draftOf(entry, "") !== undefined))) && (
        <Notes key={entry} entry={entry} notes={review.written} zone={zone} onShow={onShow} />
      )}
      {open === "history" && <HistoryOf review={review} zone={zone} />}
    </section>
  );
}

/** What was said of an earlier version does not hold for this one. */
function Earlier({ review, onShow }: { review: EntryReview; onShow: (key: string) => void }) {
  const earlier = review.earlier[0];
  if (!earlier) return null;
  const words = [
    earlier.disposition === null ? "" : dispositionInfo(earlier.disposition).text.toLowerCase(),
    ...earlier.tags,
    earlier.notes === 0 ? "" : formatNotes(earlier.notes),
  ].filter((word) => word !== "");
  return (
    <p className="said-earlier">
      <Icon name="history" size={13} /> <Trans>An earlier version was reviewed: {words.join(", ")}.</Trans>{" "}
      <Button kind="quiet" onPress={() => onShow(earlier.key)}>
        <Trans>Show it</Trans>
      </Button>
    </p>
  );
}

function HistoryOf({ review, zone }: { review: EntryReview; zone: string }) {
  return (
    <ol className="said-history" aria-label={t`What was said when`}>
      {review.history.map((line) => (
        <li key={`${line.at} ${line.action.type}`}>
          <span className="faint nowrap">{formatMoment(line.at, zone)}</span> <strong>{line.by}</strong>{" "}
          {wordsOf(line.action)}
        </li>
      ))}
    </ol>
  );
}

function wordsOf(action: ReviewAction): string {
  switch (action.type) {
    case "dispose":
      return action.disposition === null
        ? t`took the disposition back`
        : dispositionInfo(action.disposition).text.toLowerCase();
    case "tag":
      return t`tagged ${action.tag}`;
    case "untag":
      return t`took off ${action.tag}`;
    case "write":
      return t`wrote: ${action.text.split("\n", 1)[0] ?? ""}`;
    case "erase":
      return t`took a note back`;
  }
}

function samplesWords(samples: readonly string[]): string {
  const names = samples.join(", ");
  return plural(samples.length, { one: `In sample ${names}`, other: `In samples ${names}` });
}
