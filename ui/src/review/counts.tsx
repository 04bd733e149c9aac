import type { ViewOpened } from "../bindings/ViewOpened";
import { Button, Icon } from "../parts";
import { formatCount, formatCountOf, formatDuration, formatShare } from "../numbers";
import { isCounting } from "./state";

interface Props {
  view: ViewOpened;
  fresher: ViewOpened | null;
  onRefresh: () => void;
}

/** How much is shown, of how much, how long it took, and whether there is more by now. */
export function Counts({ view, fresher, onRefresh }: Props) {
  const counting = isCounting(view);
  return (
    <div className="counts">
      <span role="status">
        {!view.complete && "at least "}
        <strong>{formatCount(view.count)}</strong>
        {view.complete && view.count === view.total
          ? ` ${view.count === 1 ? "entry" : "entries"}`
          : ` of ${formatCountOf(view.total, "entry", "entries")}`}
        {view.pending > 0 && (
          <span className="counts-pending" title="Known, but still able to change">
            {" · "}
            <Icon name="pending" size={12} /> {formatCount(view.pending)} pending
          </span>
        )}
      </span>
      <span
        className="counts-time faint"
        title={counting ? "How much of what may match was looked at" : "How long the answer took"}
      >
        {counting ? `${formatShare(view.searched, view.of)} searched` : formatDuration(view.micros)}
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

/** A thin line that grows while the view is counted. */
export function CountingBar({ view }: { view: ViewOpened }) {
  if (!isCounting(view)) return null;
  return (
    <div
      role="progressbar"
      aria-label="Searching"
      aria-valuemin={0}
      aria-valuemax={view.of}
      aria-valuenow={view.searched}
      className="counting-bar"
      style={{ width: `${(view.searched / Math.max(1, view.of)) * 100}%` }}
    />
  );
}
