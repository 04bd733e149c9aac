import type { EntryRow } from "../bindings/EntryRow";
import type { Story } from "../bindings/Story";
import type { StoryBy } from "../bindings/StoryBy";
import { openReplay } from "../router";

/** The story that an entry is part of; `null` where it has nothing to share. */
export function storyOf(row: EntryRow, by: StoryBy): Story | null {
  const value = {
    time: "",
    session: row.session,
    actor: row.actor || row.actor_name || row.actor_email,
    request: row.request,
  }[by];
  return value === "" && by !== "time" ? null : { by, value, session: by === "request" ? row.session : "" };
}

/** Opens the story of an entry's session; where it has none, of its actor. */
export function replayOf(row: EntryRow): void {
  const story = storyOf(row, "session") ?? storyOf(row, "actor");
  if (story) openReplay(story, row.key);
}
