import { useState } from "react";
import type { SourceInfo } from "../bindings/SourceInfo";
import { Badge, Button, EmptyState, ErrorPanel, Loading } from "../parts";
import { formatCount, formatCountOf } from "../numbers";
import { navigate } from "../router";
import { useQueryOf } from "../rpc";
import { SourceDetail } from "./SourceDetail";
import { SourceForm } from "./SourceForm";
import { sourceStatus } from "./status";
import "./sources.css";

interface Props {
  selected: number | null;
  /** Whether the form for a new source is open. */
  add: boolean;
}

function show(source: number | null): void {
  navigate({ page: "sources", source, add: false }, "replace");
}

function setAdding(source: number | null, add: boolean): void {
  navigate({ page: "sources", source, add }, "replace");
}

/** Where entries come from: the list, and one source beside it. */
export function SourcesPage({ selected, add }: Props) {
  const sources = useQueryOf("source_list", {});
  const [editing, setEditing] = useState<SourceInfo | null>(null);
  if (sources.isPending) return <Loading />;
  if (sources.isError) {
    return (
      <main className="page page-body" aria-label="Sources">
        <ErrorPanel
          error={sources.error}
          actions={{ retry: () => void sources.refetch(), reload: () => void sources.refetch() }}
        />
      </main>
    );
  }
  const source = sources.data.find(({ id }) => id === selected) ?? sources.data[0];
  return (
    <main className="page" aria-label="Sources">
      <header className="page-head">
        <h1 className="grow">Sources</h1>
        {source && (
          <Button kind="primary" icon="plus" onPress={() => setAdding(selected, true)}>
            Add source
          </Button>
        )}
      </header>
      {source ? (
        <div className="master-detail">
          <ul className="master" aria-label="Sources">
            {sources.data.map((item) => (
              <SourceItem key={item.id} source={item} current={item.id === source.id} />
            ))}
          </ul>
          <SourceDetail key={source.id} source={source} onEdit={() => setEditing(source)} />
        </div>
      ) : (
        <EmptyState
          icon="server"
          title="No sources yet"
          actions={
            <Button kind="primary" icon="plus" onPress={() => setAdding(null, true)}>
              Add source
            </Button>
          }
        >
          Connect an Obot server. Its audit log is read into the workspace; nothing is changed on the server.
        </EmptyState>
      )}
      {add && (
        <SourceForm source={null} onClose={() => setAdding(selected, false)} onSaved={(saved) => show(saved.id)} />
      )}
      {editing && <SourceForm source={editing} onClose={() => setEditing(null)} onSaved={() => setEditing(null)} />}
    </main>
  );
}

function SourceItem({ source, current }: { source: SourceInfo; current: boolean }) {
  const status = sourceStatus(source);
  return (
    <li>
      <button
        type="button"
        className="master-item"
        aria-current={current ? "true" : undefined}
        onClick={() => show(source.id)}
      >
        <strong className="cut">{source.name}</strong>
        <span className="cut faint">{source.config.url}</span>
        <span className="cut quiet">
          {formatCountOf(source.entries, "entry", "entries")}
          {source.pending > 0 && ` · ${formatCount(source.pending)} pending`}
          {source.unreadable > 0 && ` · ${formatCount(source.unreadable)} unreadable`}
        </span>
        <span className="row">
          <Badge kind={status.kind}>{status.text}</Badge>
        </span>
      </button>
    </li>
  );
}
