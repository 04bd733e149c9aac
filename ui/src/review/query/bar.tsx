import { EditorView } from "@codemirror/view";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type Ref } from "react";
import { Icon, IconButton, Menu, MenuItem, tellError } from "../../parts";
import { rpc, toRpcError } from "../../rpc";
import { queryExtensions, setQuery } from "./editor";
import { QueryHistory } from "./history";
import { problemOf, setProblem, type Problem } from "./problem";
import "./query.css";

/** What other parts may do with the bar. */
export interface QueryBarHandle {
  focus: () => void;
  /** Puts the cursor into the bar with a part of the applied text selected: how a pill is edited. */
  edit: (from: number, to: number) => void;
}

interface Props {
  /** The applied filter. */
  text: string;
  ref: Ref<QueryBarHandle>;
  /** Another filter is applied. */
  onText: (text: string) => void;
  /** What is typed makes a filter that is not applied yet; `null` once it is applied or given up. */
  onDraft?: (text: string | null) => void;
  /** A key was struck. */
  onTyping?: () => void;
  /** Escape, or Enter: on to the entries. */
  onLeave?: () => void;
}

/** How long the typing rests before the text is answered, in milliseconds: less than between two keys of a fluent writer. */
const ANSWER_AFTER = 70;

/** How long it rests before a mistake is shown: while a word is being written, it mostly is one. */
const CHECK_AFTER = 350;

/** Filters of this run of the program; forgotten with it. */
export const pastQueries = new QueryHistory();

/** The query bar. What is typed is answered as it is written, and a draft until Enter. */
export function QueryBar({ text, ref, onText, onDraft, onTyping, onLeave }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const [draft, setDraft] = useState(text);
  const [problem, setShownProblem] = useState<Problem | null>(null);
  /** Whether the keyboard was wanted here since Enter: then the answer does not take it away. */
  const stays = useRef(false);
  const changed = draft !== text;

  function show(found: Problem | null): void {
    setShownProblem(found);
    underline(found);
  }

  function underline(found: Problem | null): void {
    editor.current?.dispatch({ effects: setProblem.of(found) });
  }

  /** Whether somebody typed on while the core answered: what stands there now is a draft again. */
  function isOld(typed: string): boolean {
    const view = editor.current;
    return view !== null && view.state.doc.toString() !== typed;
  }

  const apply = useEffectEvent((typed: string) => {
    stays.current = false;
    rpc("filter_parse", { text: typed }).then(
      (parsed) => {
        if (isOld(typed)) return;
        pastQueries.add(parsed.text);
        show(null);
        const view = editor.current;
        // The canonical text replaces what was typed even where the filter stays the same.
        if (view) setQuery(view, parsed.text);
        onText(parsed.text);
        onDraft?.(null);
        if (!stays.current && view && view.root.activeElement === view.contentDOM) onLeave?.();
      },
      (thrown: unknown) => {
        if (isOld(typed)) return;
        const error = toRpcError(thrown);
        const found = problemOf(error, typed);
        if (found) show(found);
        else tellError(error);
      },
    );
  });

  const write = useEffectEvent((written: string) => {
    setDraft(written);
    if (written !== text) onTyping?.();
  });

  const restore = useEffectEvent(() => {
    const view = editor.current;
    if (view) setQuery(view, text);
    show(null);
    onDraft?.(null);
    onLeave?.();
  });

  const drafted = useEffectEvent((typed: string, canonical: string) => {
    // Only the newest text, and not once it is applied: answers to earlier ones may come later.
    if (!isOld(typed) && typed !== text) onDraft?.(canonical);
  });

  const answer = useEffectEvent((typed: string) => {
    rpc("filter_parse", { text: typed }).then(
      (parsed) => drafted(typed, parsed.text),
      // What is no filter yet leaves the last answer on screen; a mistake is shown below.
      () => undefined,
    );
  });

  const dropDraft = useEffectEvent(() => onDraft?.(null));

  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      doc: text,
      extensions: queryExtensions(
        {
          complete: (typed, cursor) => rpc("filter_complete", { text: typed, cursor }),
          apply,
          restore,
          typed: write,
        },
        pastQueries,
      ),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
    // The editor is made once; a new applied text is put into it below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== text) setQuery(view, text);
    // What was typed over another filter is gone from the bar, and would else come back with that filter.
    dropDraft();
  }, [text]);

  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => answer(draft), ANSWER_AFTER);
    return () => clearTimeout(timer);
  }, [draft, changed]);

  // While typing, only the underline appears: the words come with Enter, and would lie over the offers of what to write.
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => {
      rpc("filter_parse", { text: draft }).then(
        () => {
          if (!isOld(draft)) show(null);
        },
        (thrown: unknown) => {
          if (isOld(draft)) return;
          const found = problemOf(toRpcError(thrown), draft);
          underline(found);
          setShownProblem((shown) => shown && found);
        },
      );
    }, CHECK_AFTER);
    return () => clearTimeout(timer);
  }, [draft, changed]);

  useImperativeHandle(ref, () => ({
    focus: () => {
      stays.current = true;
      editor.current?.focus();
    },
    edit: (from, to) => {
      const view = editor.current;
      if (!view) return;
      stays.current = true;
      setQuery(view, text, { from, to });
      view.focus();
    },
  }));

  const past = pastQueries
    .list()
    .filter((known) => known !== text)
    .slice(0, 15);
  return (
    <div className="query">
      <div className={`query-bar ${problem ? "invalid" : ""}`}>
        <Icon name="search" />
        <div ref={host} className="query-editor" />
        {changed && !problem && (
          <kbd className="kbd">
            <Trans>Enter</Trans>
          </kbd>
        )}
        {draft !== "" && (
          <IconButton
            icon="close"
            label={t`Clear the filter`}
            size="small"
            onPress={() => {
              const view = editor.current;
              if (view) setQuery(view, "");
              show(null);
              onText("");
              onDraft?.(null);
            }}
          />
        )}
        <Menu
          label={t`Recent filters`}
          trigger={
            <IconButton
              icon="history"
              label={t`Recent filters`}
              shortcut="↑"
              size="small"
              isDisabled={past.length === 0}
            />
          }
        >
          {past.map((known) => (
            <MenuItem key={known} text={known} onAction={() => onText(known)} />
          ))}
        </Menu>
      </div>
      {problem && (
        <p className="query-message" role="alert">
          <Icon name="fail" size={13} /> {problem.message}
        </p>
      )}
    </div>
  );
}
