import { useSyncExternalStore } from "react";

/** Paths that were dropped on the window and wait for the import to take them. */
let dropped: readonly string[] = [];
const listeners = new Set<() => void>();

/** Hands paths to the import. */
export function dropPaths(paths: readonly string[]): void {
  dropped = paths;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The paths that were dropped last; empty once the import was closed. */
export function useDroppedPaths(): readonly string[] {
  return useSyncExternalStore(subscribe, () => dropped);
}

/** One path per line; empty lines count for nothing. */
export function pathsOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A name for what is in a file: its own, without folders and endings. */
export function nameOf(path: string): string {
  const file = path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
  return file.replace(/(\.(jsonl|ndjson|json|csv|tsv|txt|log|gz|zst|zstd))+$/i, "") || file;
}
