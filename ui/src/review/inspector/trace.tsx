import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { Story } from "../../bindings/Story";
import type { TraceLink } from "../../bindings/TraceLink";
import { Button, Icon } from "../../parts";
import { formatEntries } from "../../counts";
import { Around } from "../../replay/around";
import { storyOf } from "../../replay/story";
import { openReplay, openReview } from "../../router";
import type { Filtering } from "../filtering";

const MINUTE = 60_000_000;

interface Props {
  detail: EntryDetail;
  zone: string;
  filtering: Filtering;
  onShow: (key: string) => void;
}

/** What belongs to the same story; the entry stays selected, so that one step back leads here again. */
export function TraceTab({ detail, zone, filtering, onShow }: Props) {
  const { row, trace } = detail;
  return (
    <div className="trace">
      <Link
        icon="history"
        title={t`Same session`}
        detail={row.session}
        link={trace.session}
        story={storyOf(row, "session")}
        entry={row.key}
        absent={t`This entry has no session.`}
      />
      <Link
        icon="filter"
        title={t`Same actor`}
        detail={row.actor_name || row.actor_email || row.actor}
        link={trace.actor}
        story={storyOf(row, "actor")}
        entry={row.key}
        absent={t`This entry names no actor.`}
      />
      <div className="trace-link">
        <Icon name="clock" />
        <div className="grow">
          <strong>
            <Trans>Around this moment</Trans>
          </strong>
          <p className="quiet">
            <Trans>Everything in the present filter</Trans>
          </p>
        </div>
        {[1, 5, 60].map((minutes) => (
          <Button
            key={minutes}
            onPress={() => filtering.within(row.time - minutes * MINUTE, row.time + minutes * MINUTE)}
          >
            ± {minutes === 60 ? "1 h" : t`${minutes} min`}
          </Button>
        ))}
      </div>
      <Around row={row} zone={zone} onShow={onShow} />
    </div>
  );
}

interface LinkProps {
  icon: "history" | "filter";
  title: string;
  detail: string;
  link: TraceLink | null;
  absent: string;
  /** What can be replayed. */
  story: Story | null;
  entry: string;
}

function Link({ icon, title, detail, link, absent, story, entry }: LinkProps) {
  return (
    <div className="trace-link">
      <Icon name={icon} />
      <div className="grow" style={{ minWidth: 0 }}>
        <strong>{title}</strong>
        <p className="quiet cut">{link ? detail : absent}</p>
      </div>
      {story && (
        <Button icon="play" onPress={() => openReplay(story, entry)}>
          <Trans>Replay</Trans>
        </Button>
      )}
      {link && (
        <Button onPress={() => openReview(link.filter)}>
          <Trans>Show {formatEntries(link.count)}</Trans>
        </Button>
      )}
    </div>
  );
}
