import { t } from "@lingui/core/macro";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { Pill } from "../../bindings/Pill";
import type { Filtering } from "../filtering";
import type { ReviewSession } from "../session";
import { FacetGroup } from "./group";
import "./facets.css";

interface Props {
  session: ReviewSession;
  view: number;
  /** Whether counts still grow. */
  isCounting: boolean;
  fields: readonly FieldInfo[];
  pills: readonly Pill[];
  filtering: Filtering;
  /** The groups that are open; kept by the page, because a facet costs a pass over the log only while it is open. */
  open: ReadonlySet<Field>;
  onToggle: (field: Field) => void;
}

/** The order of the groups: what a review asks for first. Other fields follow as the core lists them. */
const ORDER: readonly Field[] = [
  "outcome",
  "tool_error",
  "actor",
  "server",
  "operation",
  "target",
  "client",
  "status",
  "source",
  "disposition",
  "tag",
  "sample",
  "reviewer",
  "payload",
  "state",
  "flag",
];

function place(field: Field): number {
  return ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length;
}

/** Open at the start. */
export const OPEN_FACETS: readonly Field[] = ["outcome", "tool_error", "actor", "server", "operation"];

/** Values with exact counts, field by field. */
export function Facets({ session, view, isCounting, fields, pills, filtering, open, onToggle }: Props) {
  const groups = fields.filter((info) => info.facet).toSorted((a, b) => place(a.field) - place(b.field));
  return (
    <nav className="facets" aria-label={t`Values`}>
      {groups.map((info) => (
        <FacetGroup
          key={info.field}
          session={session}
          view={view}
          isCounting={isCounting}
          info={info}
          isOpen={open.has(info.field)}
          isFiltered={pills.some((pill) => pill.field === info.field)}
          filtering={filtering}
          onToggle={() => onToggle(info.field)}
        />
      ))}
    </nav>
  );
}
