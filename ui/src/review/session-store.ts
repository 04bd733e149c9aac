import { useSyncExternalStore } from "react";
import { useEvent } from "../events";
import { rpc } from "../rpc";
import { pastQueries } from "./query/bar";
import { ReviewSession, type ReviewState } from "./session";

/** One for the window, so that the place in the log is kept while another page is shown. */
const session = new ReviewSession(rpc);

/** The review session and what it shows; kept up to date by the core's events. */
export function useReviewSession(): [ReviewSession, ReviewState] {
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  useEvent("entries", (event) => session.entriesChanged(event.version));
  useEvent("workspace", () => {
    pastQueries.clear();
    session.reset();
  });
  return [session, state];
}
