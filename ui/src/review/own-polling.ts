import { useEffect } from "react";
import { navigate, isUntouched, type Route } from "../router";
import { useQueryOf } from "../rpc";
import { WITHOUT_OWN_POLLING } from "./flags";

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
  const hasAny = data?.some(({ values }) => values.some(({ value, count }) => value === "own_polling" && count > 0));
  useEffect(() => {
    if (isAsked && hasAny) navigate({ page: "review", filter: WITHOUT_OWN_POLLING }, "replace");
  }, [isAsked, hasAny]);
}
