import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SourceInfo } from "../bindings/SourceInfo";
import { ImportDialog } from "../import/ImportDialog";
import { Button, EmptyState, ErrorPanel, Loading } from "../parts";
import { openSourceDialog, showSource, type SourceDialog, type SourceTab } from "../router";
import { useQueryOf } from "../rpc";
import { SourceDetail } from "./detail/SourceDetail";
import { AddSource } from "./form/AddSource";
import { draftOf } from "./form/draft";
import { SourceForm } from "./form/SourceForm";
import { SourcesTable } from "./SourcesTable";
import "./sources.css";

interface Props {
  selected: number | null;
  tab: SourceTab;
  dialog: SourceDialog | null;
}

/** Where entries come from: all sources with their health, and one of them in detail. */
export function SourcesPage({ selected, tab, dialog }: Props) {
  const sources = useQueryOf("source_list", {});
  const [editing, setEditing] = useState<SourceInfo | null>(null);
  if (sources.isPending) return <Loading />;
  if (sources.isError) {
    return (
      <main className="page page-body" aria-label={t`Sources`}>
        <ErrorPanel
          error={sources.error}
          actions={{ retry: () => void sources.refetch(), reload: () => void sources.refetch() }}
        />
      </main>
    );
  }
  const source = sources.data.find(({ id }) => id === selected) ?? sources.data[0];
  const closeDialog = () => showSource(selected, tab);
  return (
    <main className="page" aria-label={t`Sources`}>
      <header className="page-head">
        <h1 className="grow">
          <Trans>Sources</Trans>
        </h1>
        {source && (
          <>
            <Button icon="file" onPress={() => openSourceDialog("import")}>
              <Trans>Import files</Trans>
            </Button>
            <Button kind="primary" icon="plus" onPress={() => openSourceDialog("add")}>
              <Trans>Add source</Trans>
            </Button>
          </>
        )}
      </header>
      {source ? (
        <>
          <SourcesTable sources={sources.data} current={source.id} />
          <SourceDetail key={source.id} source={source} tab={tab} onEdit={() => setEditing(source)} />
        </>
      ) : (
        <EmptyState
          icon="server"
          title={t`No sources yet`}
          actions={
            <>
              <Button icon="file" onPress={() => openSourceDialog("import")}>
                <Trans>Import files</Trans>
              </Button>
              <Button kind="primary" icon="plus" onPress={() => openSourceDialog("add")}>
                <Trans>Add source</Trans>
              </Button>
            </>
          }
        >
          <Trans>
            Connect a platform or a bucket, or bring in files: drop them anywhere on this window. Everything is read
            into the workspace; nothing is changed at the source.
          </Trans>
        </EmptyState>
      )}
      {dialog === "add" && (
        <AddSource sources={sources.data} onClose={closeDialog} onSaved={(saved) => showSource(saved.id)} />
      )}
      {dialog === "import" && <ImportDialog sources={sources.data} selected={selected} onClose={closeDialog} />}
      {editing && (
        <SourceForm
          source={editing}
          initial={draftOf(editing)}
          sources={sources.data}
          onClose={() => setEditing(null)}
          onSaved={() => setEditing(null)}
        />
      )}
    </main>
  );
}
