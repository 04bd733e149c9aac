import { createContext } from "react";
import type { Filtering } from "../review/filtering";

interface PayloadEntry {
  /** The hash of the entry's raw record: a payload is only read of the very record that is shown. */
  readonly sha256: string;
  /** Changes the filter of the review; `null` where there is none. */
  readonly filtering: Filtering | null;
}

/** The entry whose payloads are shown. */
export const PayloadContext = createContext<PayloadEntry>({ sha256: "", filtering: null });
