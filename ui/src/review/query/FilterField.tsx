import { EditorView } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { rpc, toRpcError } from "../../rpc";
import { pastQueries } from "./bar";
import { queryExtensions, setQuery } from "./editor";
import { problemOf, setProblem, type Problem } from "./problem";
import "../../parts/field.css";
import "./query.css";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  help?: string;
}

/** How long the typing rests before a mistake is shown, in milliseconds. */
const CHECK_AFTER = 350;

/** A filter as a field of a form: written as in the query bar, with the core's offers. */
export function FilterField({ label, value, onChange, help }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const [problem, setShown] = useState<Problem | null>(null);
  const helpId = useId();

  const write = useEffectEvent((text: string) => onChange(text));

  function show(found: Problem | null): void {
    setShown(found);
    editor.current?.dispatch({ effects: setProblem.of(found) });
  }

  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      doc: value,
      extensions: [
        queryExtensions(
          {
            complete: (typed, cursor) => rpc("filter_complete", { text: typed, cursor }),
            apply: () => undefined,
            restore: () => undefined,
            typed: (text) => write(text),
          },
          pastQueries,
          t`Empty: every entry`,
        ),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-describedby": helpId }),
      ],
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
    // The editor is made once; a value from outside is put into it below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== value) setQuery(view, value);
  }, [value]);

  const check = useEffectEvent((text: string) => {
    rpc("filter_parse", { text }).then(
      () => show(null),
      (thrown: unknown) => {
        // Only the newest text: answers to earlier ones may come later.
        if (editor.current?.state.doc.toString() === text) show(problemOf(toRpcError(thrown), text));
      },
    );
  });

  useEffect(() => {
    const timer = setTimeout(() => check(value), CHECK_AFTER);
    return () => clearTimeout(timer);
  }, [value]);

  return (
    <div className="field">
      <span className="label">{label}</span>
      <div className={`query-bar filter-field ${problem ? "invalid" : ""}`}>
        <div ref={host} className="query-editor" />
      </div>
      <span id={helpId} className="stack tight" style={{ gap: 0 }}>
        {help && <span className="help">{help}</span>}
        {problem && (
          <span className="field-error" role="alert">
            {problem.message}
          </span>
        )}
      </span>
    </div>
  );
}
