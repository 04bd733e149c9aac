import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useId, useState } from "react";
import type { FieldInfo } from "../../bindings/FieldInfo";
import { Icon, IconButton, Loading } from "../../parts";
import { formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";
import type { Filtering } from "../filtering";
import type { ReviewSession } from "../session";
import { FacetValues } from "./values";

interface Props {
  session: ReviewSession;
  view: number;
  isCounting: boolean;
  info: FieldInfo;
  isOpen: boolean;
  /** Whether the filter has a condition on this field. */
  isFiltered: boolean;
  filtering: Filtering;
  onToggle: () => void;
}

/** Values shown at first, and added by "show more". */
const FEW = 8;
const MORE = 50;

/** One field: a heading that opens, and its values. */
export function FacetGroup({ session, view, isCounting, info, isOpen, isFiltered, filtering, onToggle }: Props) {
  const body = useId();
  return (
    <section className="facet">
      <h2 className="facet-head">
        <button type="button" aria-expanded={isOpen} aria-controls={body} onClick={onToggle}>
          <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={13} />
          <span className="cut">{info.label}</span>
          {isFiltered && <span className="facet-dot" title={t`The filter has a condition on this field`} />}
        </button>
        {isFiltered && (
          <IconButton
            icon="close"
            label={t`Clear the condition on ${info.label}`}
            size="small"
            onPress={() => filtering.refine(info.field, [], "clear")}
          />
        )}
      </h2>
      <div id={body}>
        {isOpen && (
          // Under a condition on the field itself its values are counted without it: a search of its own, which waits for the first one's end.
          <FacetBody session={session} view={view} waits={isCounting && isFiltered} info={info} filtering={filtering} />
        )}
      </div>
    </section>
  );
}

interface BodyProps extends Pick<Props, "session" | "view" | "info" | "filtering"> {
  waits: boolean;
}

function FacetBody({ session, view, waits, info, filtering }: BodyProps) {
  const [limit, setLimit] = useState(FEW);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed);
  const { data, error } = useQueryOf(
    "view_facets",
    { view, fields: [info.field], limit, search },
    { enabled: !waits, placeholderData: keepPreviousData, gcTime: 30_000 },
  );
  useEffect(() => {
    if (error) session.lost(error);
  }, [session, error]);
  const facet = data?.[0];
  if (!facet) return <Loading what={t`Counting…`} />;

  const searchable = facet.distinct > FEW || typed !== "";
  const hidden = facet.distinct - facet.values.length;
  return (
    <>
      {searchable && (
        <input
          type="search"
          className="facet-search"
          placeholder={t`Search ${formatCount(facet.distinct)} values`}
          aria-label={t`Search the values of ${info.label}`}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <FacetValues facet={facet} label={info.label} searching={search !== ""} filtering={filtering} />
      {facet.values.length === 0 && facet.absent === 0 && (
        <p className="facet-note">
          <Trans>No values</Trans>
        </p>
      )}
      {hidden > 0 && (
        <button type="button" className="facet-more" onClick={() => setLimit(limit + MORE)}>
          {hidden <= MORE ? t`Show ${formatCount(hidden)} more` : t`Show ${MORE} of ${formatCount(hidden)} more`}
        </button>
      )}
      {hidden <= 0 && limit > FEW && (
        <button type="button" className="facet-more" onClick={() => setLimit(FEW)}>
          <Trans>Show fewer</Trans>
        </button>
      )}
    </>
  );
}
