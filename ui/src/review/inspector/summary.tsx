import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { use } from "react";
import type { EntryDetail } from "../../bindings/EntryDetail";
import type { EntryRow } from "../../bindings/EntryRow";
import type { Field } from "../../bindings/Field";
import type { FieldInfo } from "../../bindings/FieldInfo";
import type { Note } from "../../bindings/Note";
import type { SearchText } from "../../bindings/SearchText";
import { CopyButton, IconButton } from "../../parts";
import { formatMoment } from "../../time";
import type { Filtering } from "../filtering";
import { cellText, filterValue } from "../grid/columns";
import { OutcomePill, ToolErrorBadge } from "../marks";
import { UNMARKED } from "../matches/cell";
import { Marked } from "../matches/marked";
import { FoundContext } from "./found-context";

interface Props {
  detail: EntryDetail;
  fields: ReadonlyMap<Field, FieldInfo>;
  zone: string;
  filtering: Filtering;
}

const NOTES: Record<Note, string> = {
  no_response: t`No response was recorded within 24 hours; the outcome stays unknown.`,
  gone_at_source: t`The platform deleted the details before they were fetched.`,
  refused: t`The platform refused the details for this entry.`,
  unreadable: t`The platform's details could not be read; they are in quarantine with the reason.`,
};

const GROUPS: readonly { title: string; fields: readonly Field[] }[] = [
  { title: t`Outcome`, fields: ["outcome", "tool_error", "status", "duration"] },
  { title: t`Who`, fields: ["actor", "actor_type", "credential", "client", "client_version", "user_agent", "ip"] },
  { title: t`What`, fields: ["operation", "target", "target_type", "server"] },
  { title: t`When`, fields: ["time", "recorded"] },
  { title: t`Trace`, fields: ["session", "request", "source", "kind", "id", "seq", "state", "payload", "flag"] },
];

/** Every field of the entry that has a value; each can be copied, asked for and left out. */
export function Summary({ detail, fields, zone, filtering }: Props) {
  const { row } = detail;
  const { texts } = use(FoundContext);
  return (
    <div className="summary">
      {(detail.error !== "" || detail.reason !== "") && (
        <section className="summary-error">
          {detail.error !== "" && (
            <p className="break mono">
              <Marked text={detail.error} texts={texts} />
            </p>
          )}
          {detail.reason !== "" && (
            <p className="break">
              <Trans>Reason:</Trans>{" "}
              <span className="mono">
                <Marked text={detail.reason} texts={texts} />
              </span>
            </p>
          )}
        </section>
      )}
      {detail.note && <p className="summary-note">{NOTES[detail.note]}</p>}
      {GROUPS.map(({ title, fields: members }) => {
        const filled = members.filter((field) => filterValue(row, field) !== null || cellText(row, field, zone) !== "");
        if (filled.length === 0) return null;
        return (
          <section key={title} aria-label={title}>
            <h3 className="facts-title">{title}</h3>
            <dl className="entry-facts">
              {filled.map((field) => (
                <Fact
                  key={field}
                  row={row}
                  field={field}
                  label={fields.get(field)?.label ?? field}
                  zone={zone}
                  filtering={filtering}
                />
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

interface FactProps {
  row: EntryRow;
  field: Field;
  label: string;
  zone: string;
  filtering: Filtering;
}

function Fact({ row, field, label, zone, filtering }: FactProps) {
  const isTime = field === "time" || field === "recorded";
  const text = isTime ? formatMoment(row[field], zone, 6) : cellText(row, field, zone);
  const value = filterValue(row, field);
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd className="break">
        <FactValue row={row} field={field} text={text} />
        <span className="fact-actions">
          {value !== null && (
            <>
              <IconButton
                icon="plus"
                size="small"
                label={t`Include ${label.toLowerCase()} ${text}`}
                onPress={() => filtering.refine(field, [value], "include")}
              />
              <IconButton
                icon="minus"
                size="small"
                label={t`Exclude ${label.toLowerCase()} ${text}`}
                onPress={() => filtering.refine(field, [value], "exclude")}
              />
            </>
          )}
          <CopyButton text={value ?? text} label={t`Copy ${label.toLowerCase()}`} />
        </span>
      </dd>
    </div>
  );
}

function FactValue({ row, field, text }: { row: EntryRow; field: Field; text: string }) {
  const { texts } = use(FoundContext);
  if (field === "outcome") return <OutcomePill outcome={row.outcome} />;
  if (field === "tool_error" && row.tool_error === true) return <ToolErrorBadge />;
  const more = MORE[field]?.(row) ?? "";
  return (
    <>
      <bdi>
        <Marked text={text} texts={UNMARKED.has(field) ? NO_TEXTS : texts} />
      </bdi>
      {more !== "" && more !== text && (
        <span className="fact-more">
          {" "}
          <Marked text={more} texts={field === "time" ? NO_TEXTS : texts} />
        </span>
      )}
    </>
  );
}

const NO_TEXTS: readonly SearchText[] = [];

/** What stands behind a name. */
const MORE: Partial<Record<Field, (row: EntryRow) => string>> = {
  actor: (row) =>
    [row.actor_name === "" ? "" : row.actor_email, row.actor === "" ? "" : t`id ${row.actor}`]
      .filter((part) => part !== "")
      .join(" · "),
  server: (row) => (row.server === "" ? "" : t`id ${row.server}`),
  time: (row) => (row.time_by === "client" ? t`by the client's clock, which may be wrong` : ""),
};
