import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import type { ViewOpened } from "../bindings/ViewOpened";
import { Button, Icon } from "../parts";
import { formatEntries } from "../counts";
import { formatCount, formatDuration, formatShare } from "../numbers";
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
        <Found view={view} />
        {view.pending > 0 && (
          <span className="counts-pending" title={t`Known, but still able to change`}>
            {" · "}
            <Icon name="pending" size={12} /> <Trans>{formatCount(view.pending)} pending</Trans>
          </span>
        )}
      </span>
      <span
        className="counts-time faint"
        title={counting ? t`How much of what may match was looked at` : t`How long the answer took`}
      >
        {counting ? t`${formatShare(view.searched, view.of)} searched` : formatDuration(view.micros)}
      </span>
      {fresher && (
        <Button kind="quiet" icon="refresh" onPress={onRefresh}>
          {fresherWords(view, fresher)}
        </Button>
      )}
    </div>
  );
}

function Found({ view: { complete, count, total } }: { view: ViewOpened }) {
  const figure = formatCount(count);
  const all = formatEntries(total);
  if (!complete) {
    return (
      <Trans>
        at least <strong>{figure}</strong> of {all}
      </Trans>
    );
  }
  if (count < total) {
    return (
      <Trans>
        <strong>{figure}</strong> of {all}
      </Trans>
    );
  }
  return (
    <Trans>
      <strong>{figure}</strong> <Plural value={count} one="entry" other="entries" />
    </Trans>
  );
}

/** What a fresher view would add. Entries may also only have changed. */
export function fresherWords(view: ViewOpened, fresher: ViewOpened): string {
  const more = fresher.count - view.count;
  if (more > 0) return t`${formatCount(more)} new — show`;
  return t`Entries changed — refresh`;
}

/** A thin line that grows while the view is counted. */
export function CountingBar({ view }: { view: ViewOpened }) {
  if (!isCounting(view)) return null;
  return (
    <div
      role="progressbar"
      aria-label={t`Searching`}
      aria-valuemin={0}
      aria-valuemax={view.of}
      aria-valuenow={view.searched}
      className="counting-bar"
      style={{ width: `${(view.searched / Math.max(1, view.of)) * 100}%` }}
    />
  );
}
