import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import type { SourceInfo } from "../bindings/SourceInfo";
import type { Writer } from "../bindings/Writer";
import { formatPaths } from "../counts";
import { Button, Dialog, ErrorPanel, Loading } from "../parts";
import { showSource } from "../router";
import { useCommand, useQueryOf } from "../rpc";
import { mappingProblem } from "./mapping";
import { MappingEditor } from "./MappingEditor";
import { nameOf } from "./paths";
import { Preview } from "./Preview";
import { TargetFields, type Target } from "./TargetFields";
import { useSettled } from "../useSettled";
import { FileFacts, Recognition, WriterSelect } from "./WriterFields";
import "./import.css";

interface Props {
  paths: readonly string[];
  sources: readonly SourceInfo[];
  selected: number | null;
  /** Other files. */
  onBack: () => void;
  onClose: () => void;
}

/** How long the preview waits for more changes of the mapping, in milliseconds. */
const PATIENCE = 300;

/** The second step: what the files are, where the fields are, and where the entries go. */
export function ImportFiles({ paths, sources, selected, onBack, onClose }: Props) {
  const path = paths[0] ?? "";
  const [target, setTarget] = useState<Target>(() => {
    const source = sources.find(({ id, config }) => id === selected && config.kind === "files");
    return { source: source?.id ?? null, name: nameOf(path), log: null };
  });
  const [chosen, setChosen] = useState<Writer | null>(null);
  const into = sources.find(({ id }) => id === target.source);
  const given = into?.config.kind === "files" ? into.config.writer : chosen;
  const asked = useSettled(given, PATIENCE);
  const problem = asked?.kind === "mapped" ? mappingProblem(asked.mapping) : null;
  // What a file is by itself, and how it looks as it would be read: files change, and every change of the mapping is another question.
  const file = useQueryOf("import_inspect", { path, writer: null }, { staleTime: 0, gcTime: 0 });
  const preview = useQueryOf(
    "import_inspect",
    { path, writer: asked },
    { enabled: asked !== null && problem === null, placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 },
  );
  const start = useCommand("import_start", { onSuccess: ({ subject }) => showSource(subject) });

  const found = file.data;
  const latest = given === null ? file : preview;
  const writer = given ?? found?.writer ?? null;
  const mapping = writer?.kind === "mapped" ? writer.mapping : null;
  const isNamed = target.source !== null || target.name.trim() !== "";
  const isReady = writer !== null && isNamed && (mapping === null || mappingProblem(mapping) === null);

  function submit(): void {
    if (!isReady) return;
    start.mutate({
      paths: [...paths],
      source: target.source,
      name: target.name.trim(),
      // A source that is there knows how its files are read.
      writer: target.source === null ? writer : null,
      log: target.source === null ? target.log : null,
    });
  }

  return (
    <Dialog
      title={paths.length === 1 ? t`Import ${nameOf(path)}` : t`Import ${formatPaths(paths.length)}`}
      size="full"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onBack}>
            <Trans>Other files</Trans>
          </Button>
          <div className="grow" />
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isDisabled={!isReady} isPending={start.isPending} onPress={submit}>
            <Trans>Import</Trans>
          </Button>
        </>
      }
    >
      {file.isPending ? (
        <Loading what={t`Looking into the file…`} />
      ) : (
        <div className="import">
          <div className="import-form stack form">
            {found && <FileFacts paths={paths} found={found} />}
            <TargetFields target={target} writer={writer} sources={sources} onChange={setTarget}>
              {found && (
                <WriterSelect found={found} writer={writer} isFixed={into !== undefined} onWriter={setChosen} />
              )}
            </TargetFields>
            {mapping && found && into === undefined && (
              <MappingEditor
                mapping={mapping}
                found={latest.data?.found ?? found.found}
                onChange={(next) => setChosen({ kind: "mapped", mapping: next })}
              />
            )}
          </div>
          <div className="import-preview stack">
            {latest.error && <ErrorPanel error={latest.error} actions={{ retry: () => void latest.refetch() }} />}
            {start.error && <ErrorPanel error={start.error} actions={{ retry: submit }} />}
            {found && into === undefined && <Recognition found={found} writer={writer} />}
            {latest.data && (
              <Preview
                rows={latest.data.rows}
                isStale={latest.isPlaceholderData || asked !== given || problem !== null}
              />
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}
