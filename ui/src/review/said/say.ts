import { t } from "@lingui/core/macro";
import type { ReviewAction } from "../../bindings/ReviewAction";
import { tell, tellError } from "../../parts";
import { rpc, toRpcError } from "../../rpc";
import type { ReviewSession } from "../session";
import { DISPOSITIONS, NO_DISPOSITION_KEY } from "./dispositions";
import { askFor } from "./focus";

/** Says something of entries; whether it was taken. What went wrong is told. */
export async function say(keys: string[], action: ReviewAction): Promise<boolean> {
  try {
    await rpc("review_write", { keys, action });
    return true;
  } catch (thrown) {
    tellError(toRpcError(thrown));
    return false;
  }
}

/** Keys that say something of the chosen entry, or go to the next one of which nothing was said; whether the key was one of them. */
export function saidByKey(event: React.KeyboardEvent, entry: string | null, session: ReviewSession): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key.toLowerCase() === "u") {
    follow(() => goToUnmarked(session, event.shiftKey ? -1 : 1));
    return true;
  }
  if (entry === null) return false;
  if (event.key === "a" || event.key === "#") {
    session.inspect();
    askFor(event.key === "a" ? "note" : "tag", entry);
    return true;
  }
  const chosen = DISPOSITIONS.find(({ key }) => key === event.key);
  if (!chosen && event.key !== NO_DISPOSITION_KEY) return false;
  const action = { type: "dispose", disposition: chosen?.id ?? null } as const;
  if (going === null) void say([entry], action);
  else
    follow(async (there) => {
      if (there !== null) await say([there], action);
      return there;
    });
  return true;
}

/** The entry to which "u" leads, while it is on its way: a disposition that is struck then is meant for that one, and for none where there is none. */
let going: Promise<string | null> | null = null;

function follow(step: (there: string | null) => Promise<string | null>): void {
  const way = (going ?? Promise.resolve(null)).then(step);
  going = way;
  void way.then(() => {
    if (going === way) going = null;
  });
}

/** Goes to the next or the previous entry without a disposition. */
async function goToUnmarked(session: ReviewSession, by: 1 | -1): Promise<string | null> {
  const { view, cell } = session.snapshot();
  if (!view) return null;
  try {
    const request = { view: view.view, after: cell?.rank ?? null, backwards: by === -1 };
    const { rank } = await rpc("view_unmarked", request);
    if (rank === null) {
      tell(by === 1 ? t`Every entry below has a disposition` : t`Every entry above has a disposition`);
    } else if (session.snapshot().view?.view === view.view) {
      session.activate({ rank, column: cell?.column ?? 0 });
      session.scroller.reveal(rank);
      return session.snapshot().selected;
    }
  } catch (thrown) {
    session.lost(toRpcError(thrown));
  }
  return null;
}
