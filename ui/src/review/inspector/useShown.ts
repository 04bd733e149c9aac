import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { EntryReview } from "../../bindings/EntryReview";
import { useQueryOf } from "../../rpc";

/** An entry with what was said of it; `null` where nothing can be said of it. */
export interface Shown {
  readonly detail: EntryDetail;
  readonly review: EntryReview | null;
}

/**
 * An entry and what was said of it. Both come on screen together: a button that shows what was said of another entry would say the opposite of what it
 * shows, and one that comes later would move what is aimed at. Until then the entry before stays, and `isBehind` says so.
 */
export function useShown(key: string | null, withReview: boolean) {
  const request = { key: key ?? "" };
  const kept = { placeholderData: keepPreviousData };
  const entry = useQueryOf("entry_show", request, { enabled: key !== null, ...kept });
  const review = useQueryOf("review_show", request, { enabled: key !== null && withReview, ...kept });
  const [shown, setShown] = useState<Shown | null>(null);

  const hasEntry = entry.data !== undefined && !entry.isPlaceholderData;
  const hasReview = !withReview || review.isError || (review.data !== undefined && !review.isPlaceholderData);
  const isHere = hasEntry && hasReview;
  if (isHere) {
    const detail = entry.data;
    const said = withReview && !review.isError ? (review.data ?? null) : null;
    if (shown?.detail !== detail || shown.review !== said) setShown({ detail, review: said });
  }
  return { shown, isBehind: key !== null && !isHere, error: entry.error, retry: () => void entry.refetch() };
}
