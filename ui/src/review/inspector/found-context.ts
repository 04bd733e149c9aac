import { createContext } from "react";
import type { SearchText } from "../../bindings/SearchText";
import { FoundWalk } from "./found-walk";

interface Found {
  /** The free texts of the filter. */
  readonly texts: readonly SearchText[];
  readonly walk: FoundWalk;
  /** Whether a text begins with its last place, because the walk came to it backwards. */
  readonly fromEnd: boolean;
}

/** What every text of the inspector marks, and how its places are walked through. */
export const FoundContext = createContext<Found>({ texts: [], walk: new FoundWalk(), fromEnd: false });
