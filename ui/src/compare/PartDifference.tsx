import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { ChangeKind } from "../bindings/ChangeKind";
import type { PartChange } from "../bindings/PartChange";
import type { PartDifference as Difference } from "../bindings/PartDifference";
import type { PartRef } from "../bindings/PartRef";
import { formatDifferences } from "../counts";
import { formatCount } from "../numbers";
import { ErrorPanel, Loading, Notice } from "../parts";
import { useQueryOf } from "../rpc";
import { visible } from "../review/visible";
import "./compare.css";

const WORDS: Record<ChangeKind, string> = {
  added: t`added`,
  removed: t`removed`,
  changed: t`changed`,
  moved: t`moved`,
  spelled: t`same value, written differently`,
};

/** Changes that are drawn at first. */
const DRAWN = 200;

interface Props {
  before: PartRef;
  after: PartRef;
  /** The headings of both sides. */
  heads: readonly [before: string, after: string];
  /** What is shown of texts that are no JSON. */
  lines: React.ReactNode;
}

/** How two parts differ: value by value where both are JSON, else line by line. */
export function PartDifference({ before, after, heads, lines }: Props) {
  const { data, error } = useQueryOf("payload_compare", { before, after }, { gcTime: 0 });
  const [byLine, setByLine] = useState(false);
  const [beside, setBeside] = useState(true);
  const [drawn, setDrawn] = useState(DRAWN);
  if (error) return <ErrorPanel error={error} />;
  if (!data) return <Loading />;
  if (data.identical)
    return (
      <p className="difference-note quiet">
        <Trans>Both are the same, byte by byte.</Trans>
      </p>
    );
  if (!data.structural) return lines;
  return (
    <div className="difference">
      <div className="difference-bar">
        <span>{summary(data)}</span>
        <span className="grow" />
        <div className="part-switch" role="group" aria-label={t`How differences are shown`}>
          <button type="button" aria-pressed={!byLine && beside} onClick={() => show(false, true)}>
            <Trans>Side by side</Trans>
          </button>
          <button type="button" aria-pressed={!byLine && !beside} onClick={() => show(false, false)}>
            <Trans>Unified</Trans>
          </button>
          <button type="button" aria-pressed={byLine} onClick={() => show(true, beside)}>
            <Trans>Lines</Trans>
          </button>
        </div>
      </div>
      {data.coarse && (
        <Notice>
          {data.count > data.changes.length
            ? t`There are ${formatCount(data.count)} differences. The first ${formatCount(data.changes.length)} are here.`
            : t`An array is too long to be aligned exactly: some values may be told as changed that only moved.`}
        </Notice>
      )}
      {byLine ? (
        lines
      ) : data.changes.length > 0 ? (
        <table className="difference-table">
          <thead>
            <tr>
              <th scope="col" className="difference-path">
                <Trans>Path</Trans>
              </th>
              {beside ? (
                <>
                  <th scope="col">{heads[0]}</th>
                  <th scope="col">{heads[1]}</th>
                </>
              ) : (
                <th scope="col">
                  {heads[0]} (−), {heads[1]} (+)
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {data.changes.slice(0, drawn).map((change, at) => (
              // A path may be there twice, where a key is doubled.
              // oxlint-disable-next-line react/no-array-index-key
              <Change key={at} change={change} beside={beside} />
            ))}
          </tbody>
        </table>
      ) : null}
      {!byLine && drawn < data.changes.length && (
        <button type="button" className="difference-more" onClick={() => setDrawn(drawn + 5 * DRAWN)}>
          <Trans>Show more ({formatCount(data.changes.length - drawn)} left)</Trans>
        </button>
      )}
    </div>
  );

  function show(lineByLine: boolean, sideBySide: boolean): void {
    setByLine(lineByLine);
    setBeside(sideBySide);
  }
}

function summary({ count, changes }: Difference): string {
  if (count === 0) return t`The same values; only white space or the order of keys differs.`;
  const spelled = changes.filter(({ what }) => what === "spelled").length;
  const differences = formatDifferences(count);
  return spelled === count ? t`${differences}, all of them in spelling only` : differences;
}

function Change({ change, beside }: { change: PartChange; beside: boolean }) {
  const { what, path, to, before, after } = change;
  const removed = before !== null && <Side sign="−" kind="removed" text={before} />;
  const added = after !== null && <Side sign="+" kind="added" text={after} />;
  return (
    <tr>
      <th scope="row" className="difference-path">
        <code className="break">{visible(path)}</code>
        <span className={`difference-what ${what}`}>
          {WORDS[what]}
          {to !== null && what === "moved" && (
            <code className="break">
              {" "}
              <Trans>to {visible(to)}</Trans>
            </code>
          )}
        </span>
      </th>
      {beside ? (
        <>
          <td>{removed}</td>
          <td>{added}</td>
        </>
      ) : (
        <td>
          {removed}
          {what !== "moved" && added}
        </td>
      )}
    </tr>
  );
}

function Side({ sign, kind, text }: { sign: string; kind: "removed" | "added"; text: string }) {
  return (
    <div className={`difference-side ${kind}`}>
      <span aria-hidden>{sign}</span>
      <code className="break">
        <bdi>{visible(text)}</bdi>
      </code>
    </div>
  );
}
