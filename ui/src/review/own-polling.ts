import { useEffect } from "react";
import type { Facet } from "../bindings/Facet";
import { navigate, isUntouched, type Route } from "../router";
import { useQueryOf } from "../rpc";
import { WITHOUT_OWN_POLLING } from "./flags";

/** Whether any of the values is a request of Auditdesk's own. */
export function hasOwnPolling(facets: readonly Facet[]): boolean {
  return facets.some(
    ({ field, values }) => field === "flag" && values.some(({ value, count }) => value === "own_polling" && count > 0),
  );
}

/**
 * Leaves Auditdesk's own requests out at first, where the log has any: a condition like every other, to be seen and taken away. Once a filter was set or
 * taken away it is never added again.
 */
export function useWithoutOwnPolling(route: Route, view: number | null): void {
  const isAsked = isUntouched(route) && view !== null;
  const { data } = useQueryOf(
    "view_facets",
    { view: view ?? 0, fields: ["flag"], limit: 10, search: "" },
    { enabled: isAsked, gcTime: 0 },
  );
  const hasAny = data !== undefined && hasOwnPolling(data);
  useEffect(() => {
    if (isAsked && hasAny) navigate({ page: "review", filter: WITHOUT_OWN_POLLING }, "replace");
  }, [isAsked, hasAny]);
}
