import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { Badge, Button, Menu, MenuItem, Tabs, tellError } from "../../parts";
import { useChecklist } from "../../connection/useChecklist";
import { openReview, openSourceDialog, showSource, type SourceTab } from "../../router";
import { rpc, toRpcError, useCommand } from "../../rpc";
import { sourceStatus } from "../status";
import { Certificates } from "./Certificates";
import { Completeness } from "./Completeness";
import { Overview } from "./Overview";
import { Quarantine } from "./Quarantine";
import { RemoveSource } from "./RemoveSource";

interface Props {
  source: SourceInfo;
  tab: SourceTab;
  onEdit: () => void;
}

/** One source: what it is, how complete it is, what could not be read, and the certificate. */
export function SourceDetail({ source, tab, onEdit }: Props) {
  const [removing, setRemoving] = useState(false);
  const sync = useCommand("source_sync", { onError: tellError });
  const checklist = useChecklist();
  const status = sourceStatus(source);
  const isFiles = source.config.kind === "files";
  const startSync = () => sync.mutate({ id: source.id });

  function show(next: SourceTab): void {
    showSource(source.id, next);
  }

  function test(): void {
    show("overview");
    void checklist.run((ticket) =>
      rpc("source_test", { id: source.id, config: source.config, credential: { kind: "stored" }, ticket }),
    );
  }

  return (
    <section className="source" aria-label={source.name}>
      <header className="row">
        <h2 className="cut">{source.name}</h2>
        <Badge kind={status.kind}>{status.text}</Badge>
        <div className="grow" />
        {isFiles ? (
          <Button icon="file" onPress={() => openSourceDialog("import")}>
            <Trans>Import more</Trans>
          </Button>
        ) : (
          <>
            <Button icon="refresh" isDisabled={source.job !== null || sync.isPending} onPress={startSync}>
              <Trans>Sync now</Trans>
            </Button>
            <Button isPending={checklist.running} onPress={test}>
              <Trans>Test connection</Trans>
            </Button>
          </>
        )}
        <Menu
          label={t`More`}
          trigger={
            <Button icon="more">
              <Trans>More</Trans>
            </Button>
          }
        >
          <MenuItem text={t`Show entries in Review`} icon="search" onAction={() => void showEntries(source.name)} />
          <MenuItem text={t`Edit…`} icon="edit" onAction={onEdit} />
          <MenuItem text={t`Remove…`} icon="trash" danger onAction={() => setRemoving(true)} />
        </Menu>
      </header>
      <Tabs<SourceTab>
        label={t`Parts of the source`}
        value={tab}
        onChange={show}
        tabs={[
          {
            id: "overview",
            text: t`Overview`,
            content: <Overview source={source} checklist={checklist} onSync={startSync} onEdit={onEdit} />,
          },
          {
            id: "completeness",
            text: t`Completeness`,
            ...(source.gaps > 0 && { count: source.gaps }),
            content: <Completeness source={source.id} onCertificate={() => show("certificate")} />,
          },
          {
            id: "quarantine",
            text: t`Quarantine`,
            ...(source.unreadable > 0 && { count: source.unreadable }),
            content: <Quarantine source={source} />,
          },
          { id: "certificate", text: t`Certificate`, content: <Certificates source={source.id} /> },
        ]}
      />
      <RemoveSource source={source} isOpen={removing} onClose={() => setRemoving(false)} />
    </section>
  );
}

// The core writes the condition: only it knows how a value is quoted.
async function showEntries(name: string): Promise<void> {
  try {
    const filter = await rpc("filter_refine", { text: "", field: "source", values: [name], action: "only" });
    openReview(filter.text);
  } catch (error) {
    tellError(toRpcError(error));
  }
}
