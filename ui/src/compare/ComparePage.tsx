import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import type { EntryDetail } from "../bindings/EntryDetail";
import type { PartName } from "../bindings/PartName";
import type { PartText } from "../bindings/PartText";
import { Button, EmptyState, ErrorPanel, IconButton, Loading, Switch } from "../parts";
import { navigatePage, openCompare, type Route } from "../router";
import { useQueryOf } from "../rpc";
import { useZone } from "../settings";
import { formatMoment } from "../time";
import { LineDiff } from "../review/inspector/diff";
import { Reveal } from "../review/inspector/reveal";
import { OutcomePill } from "../review/marks";
import { visible } from "../review/visible";
import { PartDifference } from "./PartDifference";
import "./compare.css";

const PART_WORDS: Record<PartName, string> = {
  request: t`Request`,
  mutated_request: t`Request as changed by hooks`,
  original_response: t`Response before hooks changed it`,
  response: t`Response`,
  request_headers: t`Request headers`,
  response_headers: t`Response headers`,
  webhooks: t`Webhooks`,
  raw_event: t`Event as reported`,
  context: t`Context`,
};

/** Two or more entries side by side: fields, then payloads against the reference. */
export function ComparePage({ route }: { route: Extract<Route, { page: "compare" }> }) {
  const { reference, keys } = route;
  const zone = useZone();
  const [onlyDifferent, setOnlyDifferent] = useState(true);
  const { data, error } = useQueryOf(
    "entry_compare",
    { reference, keys: [...keys] },
    { enabled: keys.length > 0, gcTime: 0 },
  );
  const isHere = data !== undefined;
  // What had the keyboard is gone with the page before.
  useEffect(() => {
    if (isHere) document.querySelector<HTMLElement>(".compare-body")?.focus();
  }, [isHere]);
  if (reference === "" || keys.length === 0) {
    return (
      <main className="compare" aria-label={t`Compare`}>
        <EmptyState icon="columns" title={t`Nothing to compare`}>
          <Trans>In the list of entries, v puts an entry aside for comparison, p makes it the reference.</Trans>
        </EmptyState>
      </main>
    );
  }
  const fields = data?.fields.filter((field) => !onlyDifferent || !field.same) ?? [];
  const hidden = data?.entries.filter((entry) => entry.hidden).map(({ row }) => row.key) ?? [];
  return (
    // Esc leaves the page from wherever the keyboard is.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <main
      className="compare"
      aria-label={t`Compare`}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && navigatePage("review")}
    >
      <header className="compare-head">
        <IconButton
          icon="arrow-left"
          label={t`Back to the entries`}
          shortcut="Esc"
          onPress={() => navigatePage("review")}
        />
        <h1>
          <Trans>Compare {keys.length + 1} entries</Trans>
        </h1>
        <span className="grow" />
        <Switch isSelected={onlyDifferent} onChange={setOnlyDifferent}>
          <Trans>Only differences</Trans>
        </Switch>
      </header>
      {error ? (
        <ErrorPanel error={error} />
      ) : data ? (
        // It scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="compare-body" tabIndex={0} role="region" aria-label={t`Differences`}>
          <table className="compare-table">
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Field</Trans>
                </th>
                {data.entries.map((entry, at) => (
                  <th key={entry.row.key} scope="col">
                    <Head
                      entry={entry}
                      zone={zone}
                      isReference={at === 0}
                      onReference={() =>
                        openCompare(
                          entry.row.key,
                          [reference, ...keys].filter((key) => key !== entry.row.key),
                        )
                      }
                    />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field.field} className={field.same ? "same" : ""}>
                  <th scope="row">{field.label}</th>
                  {field.values.map((value, at) => (
                    <td
                      // The same value may be in several entries.
                      // oxlint-disable-next-line react/no-array-index-key
                      key={at}
                      className={value === field.values[0] ? "" : "different"}
                    >
                      <bdi className="break">{visible(value)}</bdi>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {fields.length === 0 && (
            <p className="difference-note quiet">
              <Trans>All fields are the same.</Trans>
            </p>
          )}
          {hidden.length > 0 ? (
            <Reveal keys={hidden} />
          ) : (
            data.parts.map((part) => <PartSection key={part} part={part} entries={data.entries} />)
          )}
        </div>
      ) : (
        <Loading />
      )}
    </main>
  );
}

interface HeadProps {
  entry: EntryDetail;
  zone: string;
  isReference: boolean;
  onReference: () => void;
}

function Head({ entry, zone, isReference, onReference }: HeadProps) {
  const { row } = entry;
  return (
    <div className="compare-entry">
      <span className="break">
        <bdi>
          {visible(row.operation)} {visible(row.target)}
        </bdi>
      </span>
      <span className="row wrap">
        <OutcomePill outcome={row.outcome} />
        <span className="faint">
          {row.key} · {formatMoment(row.time, zone, 3)}
        </span>
      </span>
      {isReference ? (
        <span className="faint">
          <Trans>Reference</Trans>
        </span>
      ) : (
        <Button kind="quiet" onPress={onReference}>
          <Trans>Make it the reference</Trans>
        </Button>
      )}
    </div>
  );
}

function PartSection({ part, entries }: { part: PartName; entries: readonly EntryDetail[] }) {
  const [reference, ...others] = entries;
  if (!reference) return null;
  const before = partOf(reference, part);
  return (
    <section className="compare-part" aria-label={PART_WORDS[part]}>
      <h2>{PART_WORDS[part]}</h2>
      {others.map((other) => {
        const after = partOf(other, part);
        const names = `${reference.row.key} and ${other.row.key}`;
        return (
          <section key={other.row.key} aria-label={t`${PART_WORDS[part]} of ${names}`}>
            {others.length > 1 && <h3 className="difference-note">{names}</h3>}
            {before && after ? (
              <PartDifference
                before={{ entry: reference.row.key, sha256: reference.sha256, part }}
                after={{ entry: other.row.key, sha256: other.sha256, part }}
                heads={[reference.row.key, other.row.key]}
                lines={<LineDiff before={before} after={after} />}
              />
            ) : (
              <p className="difference-note quiet">
                {before
                  ? t`${other.row.key} has none.`
                  : after
                    ? t`${reference.row.key} has none.`
                    : t`Neither has it.`}
              </p>
            )}
          </section>
        );
      })}
    </section>
  );
}

function partOf(entry: EntryDetail, part: PartName): PartText | undefined {
  return entry.parts.find(({ name }) => name === part);
}
