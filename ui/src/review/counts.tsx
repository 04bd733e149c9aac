import type { ViewOpened } from "../bindings/ViewOpened";
import { Button, Icon } from "../parts";
import { formatCount, formatCountOf, formatDuration } from "../numbers";

interface Props {
  view: ViewOpened;
  fresher: ViewOpened | null;
  onRefresh: () => void;
}

/** How much is shown, of how much, how long it took, and whether there is more by now. */
export function Counts({ view, fresher, onRefresh }: Props) {
  return (
    <div className="counts">
      <span role="status">
        <strong>{formatCount(view.count)}</strong>
        {view.count === view.total
          ? ` ${view.count === 1 ? "entry" : "entries"}`
          : ` of ${formatCountOf(view.total, "entry", "entries")}`}
        {view.pending > 0 && (
          <span className="counts-pending" title="Known, but still able to change">
            {" · "}
            <Icon name="pending" size={12} /> {formatCount(view.pending)} pending
          </span>
        )}
      </span>
      <span className="counts-time faint" title="How long the answer took">
        {formatDuration(view.micros)}
      </span>
      {fresher && (
        <Button kind="quiet" icon="refresh" onPress={onRefresh}>
          {fresherWords(view, fresher)}
        </Button>
      )}
    </div>
  );
}

/** What a fresher view would add. Entries may also only have changed. */
export function fresherWords(view: ViewOpened, fresher: ViewOpened): string {
  const more = fresher.count - view.count;
  if (more > 0) return `${formatCount(more)} new — show`;
  return "Entries changed — refresh";
}
