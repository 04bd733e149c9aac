import { json } from "@codemirror/lang-json";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";
import type { PartText } from "../../bindings/PartText";
import { PartDifference } from "../../compare/PartDifference";
import { Notice } from "../../parts";
import { prettyJson } from "./pretty";
import "./diff.css";
import "./text.css";

/** Two forms of one message, the earlier one first. */
export interface Twins {
  readonly label: string;
  readonly before: PartText;
  readonly after: PartText;
}

/** The twins of a payload: a message as it came, and as hooks changed it. */
export function twinsOf(parts: readonly PartText[]): Twins[] {
  const find = (name: PartText["name"]) => parts.find((part) => part.name === name);
  const pairs = [
    {
      label: t`Request: from what the client sent to what the server got`,
      before: find("request"),
      after: find("mutated_request"),
    },
    {
      label: t`Response: from what the server sent to what the client got`,
      before: find("original_response"),
      after: find("response"),
    },
  ];
  return pairs.flatMap(({ label, before, after }) => (before && after ? [{ label, before, after }] : []));
}

/** What hooks changed. */
export function Diffs({ entry, sha256, twins }: { entry: string; sha256: string; twins: readonly Twins[] }) {
  return (
    <div className="diffs">
      {twins.map((pair) => (
        <section key={pair.label} className="diff" aria-label={pair.label}>
          <header className="part-head">
            <h3 className="cut">{pair.label}</h3>
            <span className="grow" />
            <span className="diff-key removed">
              <Trans>before</Trans>
            </span>
            <span className="diff-key added">
              <Trans>after</Trans>
            </span>
          </header>
          <PartDifference
            before={{ entry, sha256, part: pair.before.name }}
            after={{ entry, sha256, part: pair.after.name }}
            heads={["before", "after"]}
            lines={<LineDiff before={pair.before} after={pair.after} />}
          />
        </section>
      ))}
    </div>
  );
}

/** Two parts line by line of the laid-out JSON. */
export function LineDiff({ before, after }: { before: PartText; after: PartText }) {
  return (
    <div className="diff">
      {before.cut || after.cut ? (
        <div className="diff-notice">
          <Notice>
            <Trans>
              One of the two is longer than 256 KiB: this compares their beginnings. The parts show the whole.
            </Trans>
          </Notice>
        </div>
      ) : null}
      <Diff before={laidOut(before)} after={laidOut(after)} />
    </div>
  );
}

/** Both cut to lines that can be compared and drawn at once. */
function laidOut(part: PartText): string {
  return prettyJson(part.text) ?? part.text;
}

function Diff({ before, after }: { before: string; after: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current || before === after) return;
    const view = new EditorView({
      parent: host.current,
      doc: after,
      extensions: [
        EditorState.readOnly.of(true),
        lineNumbers(),
        json(),
        highlightSpecialChars(),
        EditorView.lineWrapping,
        unifiedMergeView({
          original: before,
          mergeControls: false,
          highlightChanges: true,
          collapseUnchanged: { margin: 3, minSize: 6 },
          // Beyond this the exact comparison gives way to a coarse one instead of stopping the window.
          diffConfig: { scanLimit: 1000, timeout: 300 },
        }),
      ],
    });
    return () => view.destroy();
  }, [before, after]);
  if (before === after)
    return (
      <p className="diff-notice quiet">
        <Trans>Both are the same but for white space.</Trans>
      </p>
    );
  return <div ref={host} className="diff-text" />;
}
