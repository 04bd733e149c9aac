import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Pill } from "../bindings/Pill";
import type { ViewOpened } from "../bindings/ViewOpened";
import { jobFigures, useRunningJobs } from "../jobs/jobs";
import { Button, EmptyState, ProgressBar } from "../parts";
import { formatCount } from "../numbers";
import { navigatePage, openSourceDialog } from "../router";
import { useQueryOf } from "../rpc";
import { withoutPill } from "./pills/compose";

interface SearchingProps {
  view: ViewOpened;
  /** Whether the rows are in the order of time, in which they are found. */
  byTime: boolean;
  onSortByTime: () => void;
}

/** No row is final yet. */
export function Searching({ view, byTime, onSortByTime }: SearchingProps) {
  return (
    <EmptyState
      icon="search"
      title={t`Searching the records`}
      actions={
        !byTime && (
          <Button onPress={onSortByTime}>
            <Trans>Sort by time</Trans>
          </Button>
        )
      }
    >
      {byTime
        ? t`${formatCount(view.searched)} of ${formatCount(view.of)} looked at, none of the first ones matches so far.`
        : t`${formatCount(view.count)} found so far. In this order they can be shown when all are found; in the order of time they are shown as they are found.`}
    </EmptyState>
  );
}

interface NoMatchProps {
  pills: readonly Pill[];
  onText: (text: string) => void;
}

/** Nothing matches: the way back is one button. */
export function NoMatch({ pills, onText }: NoMatchProps) {
  const last = pills.at(-1);
  return (
    <EmptyState
      icon="filter"
      title={t`No entry matches this filter`}
      actions={
        <>
          {last && pills.length > 1 && (
            <Button onPress={() => onText(withoutPill(pills, pills.length - 1))}>
              <Trans>Remove {shortened(last.text)}</Trans>
            </Button>
          )}
          <Button kind="primary" onPress={() => onText("")}>
            <Trans>Clear the filter</Trans>
          </Button>
        </>
      }
    >
      <Trans>Spans hatched in the timeline miss entries in this workspace; what is missing cannot match.</Trans>
    </EmptyState>
  );
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The workspace has no entries yet: a source is missing, is being read, or gave none. */
export function NoEntries() {
  const sync = useRunningJobs().find((job) => job.kind === "sync");
  const { data: sources } = useQueryOf("source_list", {});
  if (sync) {
    return (
      <EmptyState icon="refresh" title={sync.title}>
        <ProgressBar label={sync.doing} value={sync.done} total={sync.total} />
        <p>{jobFigures(sync)}</p>
        <p>
          <Trans>Entries appear here as they arrive.</Trans>
        </p>
      </EmptyState>
    );
  }
  const none = sources?.length === 0;
  return (
    <EmptyState
      icon="server"
      title={none ? t`No source yet` : t`No entries yet`}
      actions={
        <Button kind="primary" onPress={() => (none ? openSourceDialog("add") : navigatePage("sources"))}>
          {none ? t`Connect a source` : t`Go to Sources`}
        </Button>
      }
    >
      {none
        ? t`Connect a platform or a bucket whose audit log you review, or bring in files. It is read into this workspace and stays readable offline.`
        : t`The sources gave no entries so far. Start a sync, or see what they last answered.`}
    </EmptyState>
  );
}
