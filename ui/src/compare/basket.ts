import { useSyncExternalStore } from "react";

/** The entries that were put aside to be compared. */
export interface Basket {
  /** The one that the others are compared with; the first one where none was pinned. */
  readonly reference: string | null;
  readonly keys: readonly string[];
}

/** Entries beside the reference at most, as the core takes them. */
const MOST = 9;

let basket: Basket = { reference: null, keys: [] };
const listeners = new Set<() => void>();

function set(next: Basket): void {
  basket = next;
  for (const listener of listeners) listener();
}

/** The basket with an entry as its reference; once more: without. */
export function pinned({ reference, keys }: Basket, key: string): Basket {
  if (reference === key) return { reference: null, keys };
  const others = keys.filter((other) => other !== key);
  return { reference: key, keys: reference === null ? others : [...others, reference].slice(-MOST) };
}

/** The basket with an entry in it; once more: without. The first one becomes the reference. */
export function added({ reference, keys }: Basket, key: string): Basket {
  if (reference === key) return { reference: null, keys };
  if (keys.includes(key)) return { reference, keys: keys.filter((other) => other !== key) };
  if (reference === null) return { reference: key, keys };
  return { reference, keys: [...keys, key].slice(-MOST) };
}

export function pin(key: string): void {
  set(pinned(basket, key));
}

export function add(key: string): void {
  set(added(basket, key));
}

export function empty(): void {
  set({ reference: null, keys: [] });
}

export function currentBasket(): Basket {
  return basket;
}

export function useBasket(): Basket {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => basket,
  );
}
