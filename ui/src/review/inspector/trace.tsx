import type { EntryDetail } from "../../bindings/EntryDetail";
import type { Story } from "../../bindings/Story";
import type { TraceLink } from "../../bindings/TraceLink";
import { Button, Icon } from "../../parts";
import { formatCountOf } from "../../numbers";
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
        title="Same session"
        detail={row.session}
        link={trace.session}
        story={storyOf(row, "session")}
        entry={row.key}
        absent="This entry has no session."
      />
      <Link
        icon="filter"
        title="Same actor"
        detail={row.actor_name || row.actor_email || row.actor}
        link={trace.actor}
        story={storyOf(row, "actor")}
        entry={row.key}
        absent="This entry names no actor."
      />
      <div className="trace-link">
        <Icon name="clock" />
        <div className="grow">
          <strong>Around this moment</strong>
          <p className="quiet">Everything in the present filter</p>
        </div>
        {[1, 5, 60].map((minutes) => (
          <Button
            key={minutes}
            onPress={() => filtering.within(row.time - minutes * MINUTE, row.time + minutes * MINUTE)}
          >
            ± {minutes === 60 ? "1 h" : `${minutes} min`}
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
          Replay
        </Button>
      )}
      {link && (
        <Button onPress={() => openReview(link.filter)}>Show {formatCountOf(link.count, "entry", "entries")}</Button>
      )}
    </div>
  );
}
