import { useSyncExternalStore } from "react";

/** The width below which what stands side by side comes to stand one below the other; `narrow.css` has the same. */
const query = typeof window === "undefined" ? null : window.matchMedia("(max-width: 720px)");

function subscribe(listener: () => void): () => void {
  query?.addEventListener("change", listener);
  return () => query?.removeEventListener("change", listener);
}

/** Whether the page has little room, as at 200 % in a small window. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query?.matches ?? false);
}
