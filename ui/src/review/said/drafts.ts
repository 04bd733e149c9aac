/**
 * Notes that were begun and not saved, for as long as the program runs: going on to another entry takes nothing away that somebody wrote.
 */
const drafts = new Map<string, string>();

function place(entry: string, note: string): string {
  return `${entry} ${note}`;
}

/** What was begun on an entry; `note` is the one that is written anew, empty for another one. */
export function draftOf(entry: string, note: string): string | undefined {
  return drafts.get(place(entry, note));
}

/** Keeps what stands in the field; `null`: saved or given up. */
export function keepDraft(entry: string, note: string, text: string | null): void {
  if (text === null || text === "") drafts.delete(place(entry, note));
  else drafts.set(place(entry, note), text);
}

/** Forgets everything: another workspace is open, or none. */
export function clearDrafts(): void {
  drafts.clear();
}
