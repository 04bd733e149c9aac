import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Against } from "../bindings/Against";
import type { AskUsageTable } from "../bindings/AskUsageTable";
import type { Usage } from "../bindings/Usage";
import type { UsageBy } from "../bindings/UsageBy";
import type { UsagePart } from "../bindings/UsagePart";
import type { UsageSide } from "../bindings/UsageSide";
import { formatCalls } from "../counts";
import { Button, EmptyState, ErrorPanel, Loading, tellError } from "../parts";
import { useEvent } from "../events";
import { useQueryBarFocus } from "../query-bar-focus";
import { NoEntries } from "../review/empty";
import { filteringOf } from "../review/filtering";
import { pillRange } from "../review/pills/compose";
import { Pills } from "../review/pills/pills";
import { QueryBar, type QueryBarHandle } from "../review/query/bar";
import { RangeButton } from "../review/range/range";
import { changePage, navigate, openReview } from "../router";
import { rpc, toRpcError, useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";
import { Durations } from "./charts/Durations";
import { Hours } from "./charts/Hours";
import { CallsOverTime, ResponseOverTime } from "./charts/Series";
import { Compare, NOTHING, PERIOD_BEFORE } from "./Compare";
import { Headline } from "./Headline";
import { UsageTableSection } from "./UsageTable";
import { TABLES } from "./words";
import { Limits } from "../sources/Limits";
import "./usage.css";

/** Steps of the time series at most. */
const BUCKETS = 90;

/** Rows of a table at first, and after "Show more". */
const ROWS = 10;
const MORE_ROWS = 500;

const FIRST_ORDER: readonly AskUsageTable[] = TABLES.map(({ by }) => ({
  by,
  sort: "calls",
  descending: true,
  rows: ROWS,
}));

/** Usage figures: what a filter's entries come to, over time and by name. Everything leads to its entries. */
export function UsagePage({ filter, against }: { filter: string; against: string }) {
  const zone = useZone();
  const [tables, setTables] = useState(FIRST_ORDER);
  const bar = useRef<QueryBarHandle>(null);
  const { data: parsed } = useQueryOf("filter_parse", { text: filter }, { placeholderData: keepPreviousData });
  const usage = useQueryOf(
    "usage_read",
    { filter, against: againstOf(against), zone, buckets: BUCKETS, tables: [...tables] },
    // Nothing told this page of changes while another one was shown.
    { placeholderData: keepPreviousData, refetchOnMount: "always" },
  );
  const [changedAt, setChangedAt] = useState(0);
  const open = (text: string) => changePage({ page: "usage", filter: text, against });
  const filtering = filteringOf(filter, zone, open);
  const pills = parsed?.pills ?? [];
  const { data } = usage;
  useQueryBarFocus(() => bar.current?.focus());
  // Figures stand still under the reader's eyes; while a source is read, they would be counted again four times a second.
  useEvent("entries", () => {
    if (data?.total === 0) void usage.refetch();
    else setChangedAt(Date.now());
  });

  function onPart(text: string, parts: UsagePart[]): void {
    rpc("usage_narrow", { filter: text, zone, parts }).then(
      (narrowed) => openReview(narrowed.text),
      (thrown: unknown) => tellError(toRpcError(thrown)),
    );
  }

  function change(by: UsageBy, next: Partial<AskUsageTable>): void {
    setTables(tables.map((table) => (table.by === by ? Object.assign({}, table, next) : table)));
  }

  return (
    <main className="usage" aria-label={t`Usage`}>
      <h1 className="visually-hidden">
        <Trans>Usage</Trans>
      </h1>
      <div className="review-head">
        <div className="review-query">
          <QueryBar ref={bar} text={filter} onText={open} />
          <RangeButton pills={pills} span={data?.here.span ?? null} zone={zone} filtering={filtering} />
          <Compare
            key={`${against} ${filter}`}
            against={against}
            filter={filter}
            onAgainst={(next) => navigate({ page: "usage", filter, against: next })}
          />
        </div>
        <Pills
          pills={pills}
          onText={open}
          onEdit={(index) => {
            const { from, to } = pillRange(pills, index);
            bar.current?.edit(from, to);
          }}
        />
      </div>
      <Limits />
      {usage.isError && usage.error.code !== "cancelled" ? (
        <div className="padded">
          <ErrorPanel
            error={usage.error}
            actions={{ retry: () => void usage.refetch(), reload: () => void usage.refetch() }}
          />
        </div>
      ) : data ? (
        <div
          className="usage-body"
          aria-busy={usage.isFetching}
          // What scrolls is reached by the keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={t`Usage figures`}
        >
          {changedAt > usage.dataUpdatedAt && (
            <p className="row">
              <Trans>Entries came or changed since these were counted.</Trans>
              <Button icon="refresh" onPress={() => void usage.refetch()}>
                <Trans>Count again</Trans>
              </Button>
            </p>
          )}
          <Body data={data} zone={zone} against={against} onOpen={open} onPart={onPart} onTable={change} />
        </div>
      ) : (
        <Loading what={t`Counting…`} />
      )}
    </main>
  );
}

interface BodyProps {
  data: Usage;
  zone: string;
  against: string;
  onOpen: (filter: string) => void;
  onPart: (filter: string, parts: UsagePart[]) => void;
  onTable: (by: UsageBy, next: Partial<AskUsageTable>) => void;
}

function Body({ data, zone, against, onOpen, onPart, onTable }: BodyProps) {
  const { here, there } = data;
  const { filter, figures } = here;
  if (data.total === 0) return <NoEntries />;
  if (figures.calls === 0 && (there?.figures.calls ?? 0) === 0) {
    return (
      <EmptyState
        icon="filter"
        title={t`No entry matches this filter`}
        actions={
          <Button kind="primary" onPress={() => onOpen("")}>
            <Trans>Clear the filter</Trans>
          </Button>
        }
      />
    );
  }
  const part = (parts: UsagePart[]) => (parts.length === 0 ? openReview(filter) : onPart(filter, parts));
  const onSpan = (from: number, until: number) => part([{ kind: "span", from, until }]);
  return (
    <>
      <p className="usage-scope quiet">
        {sideWords(here, zone)}{" "}
        {there
          ? t`Compared with ${there.filter === "" ? t`everything` : there.filter}: ${sideWords(there, zone)}`
          : against === PERIOD_BEFORE && t`All time has no period before it: choose a span to compare.`}
      </p>
      <Headline usage={data} onPart={part} />
      <div className="usage-charts">
        <CallsOverTime series={data.series} zone={zone} onSpan={onSpan} />
        <ResponseOverTime series={data.series} zone={zone} onSpan={onSpan} />
        <Hours hours={data.hours} zone={zone} onHour={(weekday, hour) => part([{ kind: "hour", weekday, hour }])} />
        <Durations
          durations={data.durations}
          timed={figures.timed}
          calls={figures.calls}
          onRange={(from, until) => part([{ kind: "duration", from, until }])}
        />
      </div>
      {data.tables.map((table) => (
        <UsageTableSection
          key={table.ask.by}
          table={table}
          calls={figures.calls}
          compared={there !== null}
          zone={zone}
          onSort={(sort, descending) => onTable(table.ask.by, { sort, descending })}
          onMore={() => onTable(table.ask.by, { rows: MORE_ROWS })}
          onPart={onPart}
        />
      ))}
    </>
  );
}

function sideWords({ figures, span }: UsageSide, zone: string): string {
  const calls = formatCalls(figures.calls);
  return span ? t`${calls} from ${formatMoment(span[0], zone)} to ${formatMoment(span[1], zone)}.` : `${calls}.`;
}

function againstOf(against: string): Against {
  if (against === NOTHING) return { kind: "nothing" };
  return against === PERIOD_BEFORE ? { kind: "period_before" } : { kind: "filter", filter: against };
}
