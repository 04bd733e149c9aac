import { useState } from "react";
import type { SourceInfo } from "../bindings/SourceInfo";
import { Checklist } from "../connection/Checklist";
import { useChecklist } from "../connection/useChecklist";
import { JobProgress } from "../jobs/JobProgress";
import { Ago, Badge, Button, ErrorPanel, Facts, Menu, MenuItem, Moment, Notice, Section, tellError } from "../parts";
import { formatCount, formatDuration } from "../numbers";
import { openReview } from "../router";
import { rpc, toRpcError, useCommand } from "../rpc";
import { Completeness } from "./Completeness";
import { RemoveSource } from "./RemoveSource";
import { sourceStatus, syncSummary } from "./status";

const CREDENTIALS: Record<string, string> = { none: "None", api_key: "API key, kept in the workspace" };

/** One source: state, last sync, completeness, what can be done. */
export function SourceDetail({ source, onEdit }: { source: SourceInfo; onEdit: () => void }) {
  const [removing, setRemoving] = useState(false);
  const sync = useCommand("source_sync", { onError: tellError });
  const checklist = useChecklist();
  const status = sourceStatus(source);
  const last = source.last_sync;

  function startSync(): void {
    sync.mutate({ id: source.id });
  }

  function test(): void {
    void checklist.run((ticket) =>
      rpc("source_test", { id: source.id, config: source.config, credential: { kind: "stored" }, ticket }),
    );
  }

  return (
    <section className="detail" aria-label={source.name}>
      <header className="row">
        <h2 className="cut">{source.name}</h2>
        <Badge kind={status.kind}>{status.text}</Badge>
        <div className="grow" />
        <Button kind="primary" icon="refresh" isDisabled={source.job !== null || sync.isPending} onPress={startSync}>
          Sync now
        </Button>
        <Button isPending={checklist.running} onPress={test}>
          Test connection
        </Button>
        <Menu label="More" trigger={<Button icon="more">More</Button>}>
          <MenuItem text="Show entries in Review" icon="search" onAction={() => void showEntries(source.name)} />
          <MenuItem text="Edit…" icon="edit" onAction={onEdit} />
          <MenuItem text="Remove…" icon="trash" danger onAction={() => setRemoving(true)} />
        </Menu>
      </header>

      {source.job !== null && <JobProgress what="sync" which={({ id }) => id === source.job} />}
      {last?.error && source.job === null && (
        <ErrorPanel error={last.error} actions={{ retry: startSync, sign_in: onEdit, edit_source: onEdit }} />
      )}
      {last && last.remarks.length > 0 && (
        <Notice>
          {last.remarks.map((remark) => (
            <p key={remark}>{remark}</p>
          ))}
        </Notice>
      )}
      <Checklist state={checklist} />

      <Facts
        facts={[
          { label: "Address", value: source.config.url },
          { label: "Credential", value: CREDENTIALS[source.credential] ?? source.credential },
          source.config.ca_pem === "" ? null : { label: "Certificates", value: "An additional authority is trusted" },
          { label: "Entries", value: formatCount(source.entries) },
          {
            label: "Pending",
            value:
              source.pending === 0
                ? "None"
                : `${formatCount(source.pending)} (outcome or details not known yet; looked up again at each sync)`,
          },
          {
            label: "Last sync",
            value: last ? (
              <>
                <Ago at={last.ended} />: {syncSummary(source)}
              </>
            ) : (
              "Not yet"
            ),
          },
          last
            ? {
                label: "Sync started",
                value: (
                  <>
                    <Moment at={last.started} />, took {formatDuration(last.ended - last.started)}
                  </>
                ),
              }
            : null,
        ]}
      />

      <Section title="Completeness" help="What the source said it has, day by day, against what is here.">
        <Completeness source={source.id} />
      </Section>

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
