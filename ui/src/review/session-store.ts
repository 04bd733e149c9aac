import { useQueryClient } from "@tanstack/react-query";
import { useRef, useSyncExternalStore } from "react";
import { useEvent } from "../events";
import { queryKey, rpc } from "../rpc";
import { pastQueries } from "./query/bar";
import { ReviewSession } from "./session";
import type { ReviewState } from "./state";

/** One for the window, so that the place in the log is kept while another page is shown. */
const session = new ReviewSession(rpc);

/** The shortest time between two readings of values and timeline while a view is counted, in milliseconds. */
const READ_EVERY = 400;

/** The review session and what it shows; kept up to date by the core's events. */
export function useReviewSession(): [ReviewSession, ReviewState] {
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  const client = useQueryClient();
  const readAt = useRef(0);
  useEvent("entries", (event) => session.entriesChanged(event.version));
  useEvent("reviews", () => session.reviewsChanged());
  useEvent("view", ({ progress }) => {
    session.progressed(progress);
    const now = performance.now();
    const ended = progress.complete || progress.error !== null;
    if (!ended && now - readAt.current < READ_EVERY) return;
    readAt.current = now;
    for (const command of ["view_facets", "view_timeline"] as const) {
      const [name] = queryKey(command);
      // What is being read already is let finish, but for the last time.
      void client.invalidateQueries({ queryKey: [name, { view: progress.view }] }, { cancelRefetch: ended });
    }
  });
  useEvent("workspace", () => {
    pastQueries.clear();
    session.reset();
  });
  return [session, state];
}
