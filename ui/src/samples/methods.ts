import { t } from "@lingui/core/macro";
import type { Field } from "../bindings/Field";
import type { SampleInfo } from "../bindings/SampleInfo";
import type { SampleMethod } from "../bindings/SampleMethod";

/** The fields by which strata can be made. */
export const STRATA: readonly Field[] = [
  "outcome",
  "operation",
  "server",
  "actor",
  "target",
  "client",
  "source",
  "status",
  "tool_error",
  "kind",
  "actor_type",
  "target_type",
];

/** A method in words. */
export function methodWords(method: SampleMethod): string {
  switch (method.type) {
    case "random":
      return t`Random`;
    case "stratified":
      return t`Stratified by ${method.by.replace("_", " ")}`;
    case "interval":
      return t`Interval in the order of time`;
  }
}

/** How many entries of a sample have a disposition. */
export function reviewedOf(sample: SampleInfo): number {
  return sample.dispositions.reduce((sum, count) => sum + count, 0);
}
