import type { EntryDetail } from "../../bindings/EntryDetail";
import type { TraceLink } from "../../bindings/TraceLink";
import { Button, Icon } from "../../parts";
import { formatCountOf } from "../../numbers";
import { openReview } from "../../router";
import type { Filtering } from "../filtering";

const MINUTE = 60_000_000;

/** What belongs to the same story; the entry stays selected, so that one step back leads here again. */
export function TraceTab({ detail, filtering }: { detail: EntryDetail; filtering: Filtering }) {
  const { row, trace } = detail;
  return (
    <div className="trace">
      <Link
        icon="history"
        title="Same session"
        detail={row.session}
        link={trace.session}
        absent="This entry has no session."
      />
      <Link
        icon="filter"
        title="Same actor"
        detail={row.actor_name || row.actor_email || row.actor}
        link={trace.actor}
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
    </div>
  );
}

interface LinkProps {
  icon: "history" | "filter";
  title: string;
  detail: string;
  link: TraceLink | null;
  absent: string;
}

function Link({ icon, title, detail, link, absent }: LinkProps) {
  return (
    <div className="trace-link">
      <Icon name={icon} />
      <div className="grow" style={{ minWidth: 0 }}>
        <strong>{title}</strong>
        <p className="quiet cut">{link ? detail : absent}</p>
      </div>
      {link && (
        <Button onPress={() => openReview(link.filter)}>Show {formatCountOf(link.count, "entry", "entries")}</Button>
      )}
    </div>
  );
}
