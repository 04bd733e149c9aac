import type { Status } from "../bindings/Status";

/** The outcomes in the order of the stacks, which is the order of a bucket's counts. */
export const OUTCOMES = ["success", "failure", "denied", "timeout", "unknown"] as const satisfies readonly Status[];
