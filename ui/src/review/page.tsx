import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import type { Field } from "../bindings/Field";
import type { GridColumn } from "../bindings/GridColumn";
import { Button, ErrorPanel, IconButton, Loading, Splitter } from "../parts";
import { CompareBar } from "../compare/CompareBar";
import { useNarrow } from "../narrow";
import { useQueryBarFocus } from "../query-bar-focus";
import { hasModifier, keyName } from "../shortcuts";
import { changePage, openExport, openReview, useRoute } from "../router";
import { useQueryOf } from "../rpc";
import { useSettings, useZone } from "../settings";
import { Counts, CountingBar } from "./counts";
import { NoEntries, NoMatch, Searching } from "./empty";
import { Facets, OPEN_FACETS } from "./facets/facets";
import { filteringOf } from "./filtering";
import { DEFAULT_COLUMNS } from "./grid/columns";
import { ColumnsButton } from "./grid/columns-menu";
import { Grid } from "./grid/grid";
import { JumpDialog } from "./grid/jump";
import { FoundWalk } from "./inspector/found-walk";
import { Inspector } from "./inspector/inspector";
import { useWithoutOwnPolling } from "./own-polling";
import { pillRange } from "./pills/compose";
import { Pills } from "./pills/pills";
import { QueryBar, type QueryBarHandle } from "./query/bar";
import { RangeButton } from "./range/range";
import { OpeningBar } from "./OpeningBar";
import { PrintView } from "./print/PrintView";
import { isCounting } from "./state";
import { useReviewSession } from "./session-store";
import "./shortcuts";
import { Timeline } from "./timeline/timeline";
import { ViewsMenu } from "./views/ViewsMenu";
import { Limits } from "../sources/Limits";
import "./review.css";

/** The review page: filter above, values at the left, timeline and entries, the inspector at the right. */
export function ReviewPage() {
  const route = useRoute();
  const filter = route.page === "review" ? route.filter : "";
  const zone = useZone();
  const [settings, changeSettings] = useSettings();
  const { data: fields = NO_FIELDS } = useQueryOf("filter_fields", {});
  const [session, state] = useReviewSession();
  const [open, setOpen] = useState<ReadonlySet<Field>>(() => new Set(OPEN_FACETS));
  const isNarrow = useNarrow();
  const [chosenFacets, setShowFacets] = useState<boolean | null>(null);
  // In little room they are shown when they are asked for.
  const showFacets = chosenFacets ?? !isNarrow;
  const [jumping, setJumping] = useState(false);
  const [printing, setPrinting] = useState(false);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [walk] = useState(() => new FoundWalk());
  const bar = useRef<QueryBarHandle>(null);
  const body = useRef<HTMLDivElement>(null);

  const { view, pills, text } = state;
  const columns = settings.columns.length === 0 ? DEFAULT_COLUMNS : settings.columns;
  const fieldsByName = new Map(fields.map((info) => [info.field, info]));

  // What is being typed is answered as it is; it becomes a step for "back" when it is applied.
  const asked = draft !== null && draft.over === filter ? draft.text : filter;
  // Of what was asked last, not of what is answered: two changes one soon after the other are two.
  const filtering = filteringOf(asked, zone, changeFilter);
  useEffect(() => {
    session.ask({ filter: asked, sort: session.sort, zone });
  }, [session, asked, zone]);
  useWithoutOwnPolling(route, view?.view ?? null);
  useQueryBarFocus(() => bar.current?.focus());
  const canPrint = view !== null && view.certain > 0;
  useEffect(() => {
    if (!canPrint) return;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== "p" || !hasModifier(event)) return;
      event.preventDefault();
      setPrinting(true);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [canPrint]);

  function focusGrid(): void {
    body.current?.querySelector<HTMLElement>("[role=grid]")?.focus();
  }

  function onColumns(next: GridColumn[]): void {
    changeSettings({ columns: next });
  }

  function onJump(jump: { rank: number } | { time: number }): void {
    setJumping(false);
    if ("rank" in jump) session.goTo(jump.rank);
    else void session.goToTime(jump.time);
    focusGrid();
  }

  const entries = view && (
    <div className="entries">
      <div className="entries-bar">
        <IconButton
          icon="filter"
          label={showFacets ? t`Hide values` : t`Show values`}
          onPress={() => setShowFacets(!showFacets)}
        />
        <Counts view={view} fresher={state.fresher} onRefresh={() => session.refresh()} />
        <span className="grow" />
        <Button kind="quiet" onPress={() => setJumping(true)} isDisabled={view.certain === 0}>
          <Trans>Go to…</Trans>
        </Button>
        <ColumnsButton columns={columns} fields={fields} onColumns={onColumns} />
        <IconButton
          icon="print"
          label={t`Print this view`}
          shortcut={keyName("P")}
          isDisabled={view.certain === 0}
          onPress={() => setPrinting(true)}
        />
        <Button kind="quiet" icon="upload" onPress={() => openExport(text)}>
          <Trans>Export these</Trans>
        </Button>
        <IconButton
          icon="panel"
          label={state.inspecting ? t`Close the inspector` : t`Open the inspector`}
          shortcut="Enter"
          onPress={() => (state.inspecting ? session.closeInspector() : session.inspect())}
        />
        <CountingBar view={view} />
      </div>
      <CompareBar />
      {view.total === 0 ? (
        <NoEntries />
      ) : view.certain === 0 && isCounting(view) ? (
        <Searching view={view} byTime={session.sort.field === "time"} onSortByTime={() => session.sortBy("time")} />
      ) : view.count === 0 ? (
        <NoMatch pills={pills} onText={filtering.replace} />
      ) : (
        <Grid
          session={session}
          state={state}
          columns={columns}
          fields={fieldsByName}
          zone={zone}
          filtering={filtering}
          onColumns={onColumns}
          onJump={() => setJumping(true)}
          onStep={(by) => walk.step(by)}
        />
      )}
    </div>
  );

  const main = view && (
    <div className="review-main">
      {(view.count > 0 || isCounting(view)) && (
        <Timeline
          session={session}
          view={view.view}
          zone={zone}
          zoomed={pills.some((pill) => pill.field === "time")}
          onWithin={filtering.within}
          onAllTime={() => filtering.time("")}
        />
      )}
      {/* The same tree with and without the inspector, so that the grid keeps focus and place; review.css hides the empty pane. */}
      <div className={`review-split ${state.inspecting ? "" : "alone"}`}>
        <Splitter
          label={t`Width of the inspector`}
          direction="row"
          initial={
            settings.inspector_share > 0
              ? settings.inspector_share / 1000
              : Math.min(0.44, INSPECTOR_WIDTH / window.innerWidth)
          }
          onResized={(share) => changeSettings({ inspector_share: Math.round(share * 1000) })}
          least={[320, 340]}
          first={entries}
          second={
            state.inspecting && (
              <Inspector
                session={session}
                saying={{ session, view: view.view }}
                entry={state.selected}
                fields={fieldsByName}
                zone={zone}
                filtering={filtering}
                texts={view.texts}
                walk={walk}
                onLeave={focusGrid}
              />
            )
          }
        />
      </div>
    </div>
  );

  return (
    <main className="review" aria-label={t`Review`}>
      <h1 className="visually-hidden">
        <Trans>Review</Trans>
      </h1>
      <div className="review-head">
        <div className="review-query">
          <QueryBar
            ref={bar}
            text={filter}
            onText={changeFilter}
            onDraft={(typed) => setDraft(typed === null ? null : { text: typed, over: filter })}
            onTyping={() => session.typing()}
            onLeave={focusGrid}
          />
          <RangeButton pills={pills} span={view?.span ?? null} zone={zone} filtering={filtering} />
          <ViewsMenu
            definition={{ filter: text, sort: session.sort, columns: [...columns] }}
            onApply={(saved) => {
              if (saved.columns.length > 0) changeSettings({ columns: saved.columns });
              session.show(saved.filter, saved.sort);
              openReview(saved.filter);
            }}
          />
        </div>
        <Pills
          pills={pills}
          onText={filtering.replace}
          onEdit={(index) => {
            const { from, to } = pillRange(pills, index);
            bar.current?.edit(from, to);
          }}
        />
      </div>
      <Limits />
      {state.error && (
        <div className="review-problem">
          <ErrorPanel
            error={state.error}
            actions={{ retry: () => session.refresh(), reload: () => session.refresh() }}
          />
        </div>
      )}
      <div ref={body} className="review-body" aria-busy={state.opening}>
        <OpeningBar opening={state.opening} />
        {!view || !main ? (
          !state.error && <Loading what={t`Opening the log…`} />
        ) : (
          <div className={`review-split ${showFacets && view.total > 0 ? "" : "unfaceted"}`}>
            <Splitter
              label={t`Width of the values`}
              direction="row"
              initial={
                1 - (settings.values_share > 0 ? settings.values_share / 1000 : FACETS_WIDTH / window.innerWidth)
              }
              onResized={(share) => changeSettings({ values_share: Math.round((1 - share) * 1000) })}
              least={[190, 500]}
              first={
                showFacets &&
                view.total > 0 && (
                  <Facets
                    session={session}
                    view={view.view}
                    isCounting={isCounting(view)}
                    fields={fields}
                    pills={pills}
                    filtering={filtering}
                    open={open}
                    onToggle={(field) => {
                      const next = new Set(open);
                      if (!next.delete(field)) next.add(field);
                      setOpen(next);
                    }}
                  />
                )
              }
              second={main}
            />
          </div>
        )}
      </div>
      {printing && view && (
        <PrintView
          view={view}
          filter={text}
          sort={session.sort}
          columns={columns}
          fields={fieldsByName}
          zone={zone}
          onClose={() => setPrinting(false)}
        />
      )}
      <JumpDialog
        isOpen={jumping}
        rows={view?.certain ?? 0}
        zone={zone}
        byTime={session.sort.field === "time"}
        onJump={onJump}
        onClose={() => setJumping(false)}
      />
    </main>
  );
}

function changeFilter(filter: string): void {
  changePage({ page: "review", filter });
}

/** The width of the values at the start, in CSS pixels. */
const FACETS_WIDTH = 250;

/** The width of the inspector at the start in a wide window, in CSS pixels. */
const INSPECTOR_WIDTH = 700;

/** What is typed but not applied, and the applied filter over which it was typed. */
interface Draft {
  readonly text: string;
  readonly over: string;
}

const NO_FIELDS: readonly never[] = [];
