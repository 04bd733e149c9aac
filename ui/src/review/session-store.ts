import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { ViewProgress } from "../bindings/ViewProgress";
import { onEvent } from "../events";
import { queryKey, rpc } from "../rpc";
import { navigatePage } from "../router";
import { pastQueries } from "./query/bar";
import { clearDrafts } from "./said/drafts";
import { ReviewSession } from "./session";
import type { ReviewState } from "./state";

/** One for the window, so that the place in the log is kept while another page is shown. */
const session = new ReviewSession(rpc);

/** Shows an entry in the inspector of the review page. */
export function inspectEntry(key: string): void {
  navigatePage("review");
  session.inspect(key);
}

/** The shortest time between two readings of values and timeline while a view is counted, in milliseconds. */
const READ_EVERY = 400;

/** Keeps the review session up to date by the core's events, on whatever page they come. */
export function followEvents(client: QueryClient): void {
  let readAt = 0;
  onEvent((event) => {
    if (event.type === "entries") session.entriesChanged(event.version);
    else if (event.type === "reviews") session.reviewsChanged();
    else if (event.type === "view") progressed(event.progress);
    else if (event.type === "workspace") {
      pastQueries.clear();
      clearDrafts();
      session.reset();
    }
  });

  function progressed(progress: ViewProgress): void {
    session.progressed(progress);
    const now = performance.now();
    const ended = progress.complete || progress.error !== null;
    if (!ended && now - readAt < READ_EVERY) return;
    readAt = now;
    for (const command of ["view_facets", "view_timeline"] as const) {
      const [name] = queryKey(command);
      // What is being read already is let finish, but for the last time.
      void client.invalidateQueries({ queryKey: [name, { view: progress.view }] }, { cancelRefetch: ended });
    }
  }
}

/** The review session and what it shows. */
export function useReviewSession(): [ReviewSession, ReviewState] {
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  useEffect(() => {
    session.enter();
    return () => session.leave();
  }, []);
  return [session, state];
}
