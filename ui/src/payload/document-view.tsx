import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { use, useEffect, useRef, useState } from "react";
import type { DecodeStep } from "../bindings/DecodeStep";
import type { DocumentInfo } from "../bindings/DocumentInfo";
import type { DocumentRef } from "../bindings/DocumentRef";
import type { Fold } from "../bindings/Fold";
import type { PayloadSearch } from "../bindings/PayloadSearch";
import type { TreeRow } from "../bindings/TreeRow";
import type { Within } from "../bindings/Within";
import { formatValues } from "../counts";
import { formatBytes, formatCount } from "../numbers";
import { Button, ErrorPanel, IconButton, Loading, Notice } from "../parts";
import { FoundContext } from "../review/inspector/found-context";
import { rpc, useQueryOf, type RpcError } from "../rpc";
import { hasModifier } from "../shortcuts";
import { ENCODINGS } from "./encodings";
import { Lines } from "./lines";
import { Readable } from "./readable";
import { Tree } from "./tree";
import "./payload.css";

/** The ways in which a payload is shown by the core's index. */
export type DocumentMode = "readable" | "tree" | "raw";

interface Props {
  /** The part, without anything decoded. */
  root: DocumentRef;
  label: string;
  mode: DocumentMode;
  onMode: (mode: DocumentMode) => void;
}

/** What was opened on the way to what is shown. */
interface Opened {
  readonly step: DecodeStep;
  readonly name: string;
}

/** A payload of any size, and what is packed into its strings. */
export function DocumentView({ root, label, mode, onMode }: Props) {
  const [opened, setOpened] = useState<readonly Opened[]>([]);
  const document = { ...root, steps: opened.map(({ step }) => step) };
  const { data: info, error } = useQueryOf("document_open", { document }, { gcTime: 0 });

  function open(row: TreeRow, how: DecodeStep["how"]): void {
    const name = t`${row.key ?? row.place ?? t`value`} as ${ENCODINGS[how].name}`;
    setOpened([...opened, { step: { node: row.node, how }, name }]);
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (opened.length === 0 || (event.key !== "Escape" && event.key !== "Backspace")) return;
    if (event.target instanceof HTMLInputElement) return;
    setOpened(opened.slice(0, -1));
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // Keys of the whole view; what is focused in it stays as it is.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="document" onKeyDown={onKeyDown}>
      {opened.length > 0 && (
        <nav className="document-way" aria-label={t`${label}: what is open`}>
          <IconButton icon="arrow-left" label={t`Back`} shortcut="Esc" onPress={() => setOpened(opened.slice(0, -1))} />
          <Button kind="quiet" onPress={() => setOpened([])}>
            {label}
          </Button>
          {opened.map(({ name }, at) => (
            // The same name may be opened twice.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={at} className="row">
              <span aria-hidden>›</span>
              <Button kind="quiet" onPress={() => setOpened(opened.slice(0, at + 1))}>
                {name}
              </Button>
            </span>
          ))}
          {info && info.what !== "" && <span className="faint cut">{info.what}</span>}
        </nav>
      )}
      {error ? (
        <div className="document-problem">
          <ErrorPanel error={error} />
        </div>
      ) : info ? (
        <Body
          key={JSON.stringify(document)}
          document={document}
          info={info}
          label={label}
          mode={mode}
          onMode={onMode}
          onOpen={open}
        />
      ) : (
        <Loading />
      )}
    </div>
  );
}

/** Trees with more values begin with three levels open. */
const SMALL = 400;

interface BodyProps extends Omit<Props, "root"> {
  document: DocumentRef;
  info: DocumentInfo;
  onOpen: (row: TreeRow, how: DecodeStep["how"]) => void;
}

function Body({ document, info, label, mode, onMode, onOpen }: BodyProps) {
  const { texts, walk, fromEnd } = use(FoundContext);
  const [fold, setFold] = useState<Fold>({ level: info.nodes > SMALL ? 3 : null, toggled: [] });
  const [search, setSearch] = useState<PayloadSearch>({ text: texts[0]?.needle ?? "", within: "all" });
  const [only, setOnly] = useState(false);
  const [found, setFound] = useState<{ at: number; count: number } | null>(null);
  const [problem, setProblem] = useState<RpcError | null>(null);
  const [goTo, setGoTo] = useState<{ row: number } | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const isTree = mode === "tree" && info.broken === null;
  const isReadable = mode === "readable" && info.message !== null;
  const asked = only && search.text !== "" ? search : null;
  // Each answer belongs to one question; a later one makes it void.
  const ticket = useRef(0);

  function look(at: number, { text, within }: PayloadSearch, showOnly: boolean, from: Fold = fold): void {
    ticket.current += 1;
    const mine = ticket.current;
    if (text === "") {
      setFound(null);
      setProblem(null);
      return;
    }
    const request = { document, search: { text, within }, at, in_text: !isTree, fold: from, only: showOnly && isTree };
    rpc("document_find", request).then(
      (answer) => {
        if (mine !== ticket.current) return;
        setProblem(null);
        setFound({ at: answer.at, count: answer.count });
        if (isTree) setFold(answer.fold);
        if (answer.row !== null) setGoTo({ row: answer.row });
      },
      (error: RpcError) => {
        if (mine === ticket.current) setProblem(error);
      },
    );
  }

  function step(by: 1 | -1): boolean {
    if (found === null || found.count === 0) return false;
    const at = found.at + by;
    if (at < 0 || at >= found.count) return false;
    look(at, search, only);
    return true;
  }

  function turn(by: 1 | -1): void {
    if (step(by) || found === null || found.count === 0) return;
    look(by === 1 ? 0 : found.count - 1, search, only);
  }

  function change(next: PayloadSearch, showOnly = only): void {
    setSearch(next);
    setOnly(showOnly);
    look(0, next, showOnly);
  }

  // What was looked for is looked for again where another way of showing has other places.
  useEffect(() => {
    if (!isReadable) look(0, search, only);
    // Only the way of showing counts here; the field looks by itself.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isTree, isReadable]);
  useEffect(() => {
    if (isReadable || texts.length === 0) return;
    return walk.add(
      {
        get isFocused() {
          return body.current?.contains(window.document.activeElement) ?? false;
        },
        step,
        enter: (by) => {
          if (found === null || found.count === 0) return false;
          look(by === 1 ? 0 : found.count - 1, search, only);
          return true;
        },
      },
      fromEnd,
    );
  });

  function onKeyDown(event: React.KeyboardEvent): void {
    if (hasModifier(event.nativeEvent) && event.key === "f") {
      field.current?.focus();
      field.current?.select();
    } else if (event.key === "F3") turn(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (isReadable && info.message) {
    return (
      <Readable
        message={info.message}
        label={label}
        texts={texts}
        onNode={(node) => {
          onMode("tree");
          setFold(fold);
          void rpc("document_node", { document, node }).then(({ path }) =>
            change({ text: path, within: "path" }, false),
          );
        }}
      />
    );
  }
  const marks = search.text === "" || search.within === "path" ? texts : [{ needle: search.text, match_case: false }];
  return (
    // Keys of the whole view; what is focused in it stays as it is.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={body} className="document-body" onKeyDown={onKeyDown}>
      {info.broken && mode !== "raw" && (
        <Notice>
          <Trans>
            This is text, not JSON: {info.broken.why}, line {formatCount(info.broken.line)}.
          </Trans>{" "}
          <Button kind="quiet" onPress={() => info.broken && setGoTo({ row: info.broken.row })}>
            <Trans>Go there</Trans>
          </Button>
        </Notice>
      )}
      <div className="document-search" role="search" aria-label={t`Search in ${label.toLowerCase()}`}>
        <input
          ref={field}
          className="input"
          type="search"
          spellCheck={false}
          autoComplete="off"
          aria-label={t`Search in ${label.toLowerCase()}`}
          placeholder={search.within === "path" ? "$..name, params.arguments.*, [3]" : t`Search`}
          value={search.text}
          onChange={(event) => change({ ...search, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter") turn(event.shiftKey ? -1 : 1);
            else if (event.key === "Escape" && search.text !== "") change({ ...search, text: "" });
            else if (event.key === "Escape" || event.key === "ArrowDown")
              body.current?.querySelector<HTMLElement>("[role=tree], [role=listbox]")?.focus();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        {isTree && (
          <select
            className="input"
            aria-label={t`Where to search`}
            value={search.within}
            onChange={(event) => change({ ...search, within: withinOf(event.target.value) })}
          >
            <option value="all">
              <Trans>Anywhere</Trans>
            </option>
            <option value="keys">
              <Trans>Keys</Trans>
            </option>
            <option value="values">
              <Trans>Values</Trans>
            </option>
            <option value="path">
              <Trans>Path</Trans>
            </option>
          </select>
        )}
        {isTree && (
          <button
            type="button"
            className="document-only"
            aria-pressed={only}
            onClick={() => change(search, !only)}
            title={t`Show only what is found, with the way to it`}
          >
            <Trans>Only these</Trans>
          </button>
        )}
        <span role="status" className="document-count">
          {problem ? problem.message : found === null ? "" : countWords(found)}
        </span>
        {found !== null && found.count > 0 && (
          <>
            <IconButton
              icon="chevron-up"
              label={t`Previous`}
              shortcut="Shift+F3"
              size="small"
              onPress={() => turn(-1)}
            />
            <IconButton icon="chevron-down" label={t`Next`} shortcut="F3" size="small" onPress={() => turn(1)} />
          </>
        )}
        <span className="grow" />
        <span className="faint">{sizeWords(info)}</span>
      </div>
      {isTree ? (
        <Tree
          document={document}
          label={label}
          fold={fold}
          onFold={setFold}
          only={asked}
          goTo={goTo}
          texts={marks}
          onOpen={onOpen}
          onPath={(path) => change({ text: path, within: "path" }, true)}
        />
      ) : (
        <Lines document={document} label={label} goTo={goTo} texts={marks} />
      )}
    </div>
  );
}

function withinOf(value: string): Within {
  const known: readonly Within[] = ["all", "keys", "values", "path"];
  return known.find((within) => within === value) ?? "all";
}

function countWords({ at, count }: { at: number; count: number }): string {
  return count === 0 ? t`Not found` : t`${formatCount(at + 1)} of ${formatCount(count)}`;
}

/** A part's length stands in its heading already. */
function sizeWords(info: DocumentInfo): string {
  if (info.nodes > 0) return formatValues(info.nodes);
  return info.what === "" ? "" : formatBytes(info.bytes);
}
