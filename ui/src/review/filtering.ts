import type { Field } from "../bindings/Field";
import type { RefineAction } from "../bindings/RefineAction";
import { tellError } from "../parts";
import { openReview } from "../router";
import { rpc, toRpcError } from "../rpc";
import { formatRfc3339 } from "../time";

/** Every change of the filter: the core computes the new text, the route carries it, so that "back" undoes it. */
export interface Filtering {
  /** Adds or takes away a condition on values of a field. */
  refine: (field: Field, values: string[], action: RefineAction) => void;
  /** Adds a condition given as text. */
  add: (condition: string) => void;
  /** Replaces the whole text. */
  replace: (text: string) => void;
  /** Only what lies in a span of time; microseconds, half-open, `null` is open. */
  within: (from: number | null, until: number | null) => void;
  /** Replaces the condition on time by another text, for example `time:24h`; empty for all time. */
  time: (condition: string) => void;
}

/** Whole seconds without a fraction: a shorter text says the same. */
function moment(at: number, zone: string): string {
  return formatRfc3339(at, zone).replace(".000000", "");
}

/** The changes of one filter; `open` shows the next one. */
export function filteringOf(text: string, zone: string, open: (text: string) => void = openReview): Filtering {
  function run(change: () => Promise<{ text: string }>): void {
    change().then(
      (parsed) => open(parsed.text),
      (thrown: unknown) => tellError(toRpcError(thrown)),
    );
  }

  const refined = (field: Field, values: string[], action: RefineAction) =>
    rpc("filter_refine", { text, field, values, action });

  return {
    refine: (field, values, action) => run(() => refined(field, values, action)),
    add: (condition) => run(() => added(text, condition)),
    replace: (next) => run(() => rpc("filter_parse", { text: next })),
    within: (from, until) => {
      const ends = [from, until].map((at) => (at === null ? "" : moment(at, zone)));
      run(() => refined("time", ends, "only"));
    },
    time: (condition) =>
      run(async () => {
        const rest = await refined("time", [], "clear");
        return condition === "" ? rest : added(rest.text, condition);
      }),
  };
}

/** The pills of a text joined with one more: the pills, not the text, so that a top-level `OR` keeps its parentheses. */
async function added(text: string, condition: string) {
  const { pills } = await rpc("filter_parse", { text });
  return rpc("filter_parse", { text: [...pills.map((pill) => pill.text), condition].join(" ") });
}
