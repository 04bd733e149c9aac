import type { RunInfo } from "../bindings/RunInfo";
import { Badge, Button, EmptyState, ErrorPanel, Loading, Moment, Splitter, Table, type TableColumn } from "../parts";
import { formatBytes, formatCount } from "../numbers";
import { navigate } from "../router";
import { useQueryOf } from "../rpc";
import { RunDetail } from "./RunDetail";
import { RUN_STATES, runKey } from "./states";

const COLUMNS: readonly TableColumn<RunInfo>[] = [
  { id: "name", title: "Name", render: ({ name }) => <span title={name}>{name}</span>, width: "16%" },
  {
    id: "state",
    title: "State",
    render: ({ state }) => <Badge kind={RUN_STATES[state].kind}>{RUN_STATES[state].text}</Badge>,
    width: "140px",
  },
  { id: "rows", title: "Rows", render: ({ rows }) => formatCount(rows), numeric: true, width: "90px" },
  { id: "bytes", title: "Size", render: ({ bytes }) => formatBytes(bytes), numeric: true, width: "84px" },
  { id: "started", title: "Started", render: ({ started }) => <Moment at={started} />, width: "236px" },
  {
    id: "destination",
    title: "Destination",
    render: ({ destination }) => <span title={destination}>{destination}</span>,
    width: "14%",
  },
  { id: "key", title: "Key", render: (run) => <span title={runKey(run)}>{runKey(run)}</span> },
];

function select(run: number | null): void {
  navigate({ page: "exports", tab: "runs", run, filter: null }, "replace");
}

/** Every execution of an export, the newest first, and one of them beside the list. */
export function Runs({ selected }: { selected: number | null }) {
  const runs = useQueryOf("run_list", {});
  if (runs.isPending) return <Loading />;
  if (runs.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={runs.error} actions={{ retry: () => void runs.refetch() }} />
      </div>
    );
  }
  if (runs.data.length === 0) {
    return (
      <EmptyState
        icon="upload"
        title="No exports yet"
        actions={
          <Button kind="primary" onPress={() => navigate({ page: "exports", tab: "new", run: null, filter: null })}>
            New export
          </Button>
        }
      >
        An export writes the entries that match a filter as one JSONL object into a bucket or folder. Every run is kept
        here with its key, rows and SHA-256.
      </EmptyState>
    );
  }
  const run = runs.data.find(({ id }) => id === selected);
  const list = (
    <div className="fill">
      <Table
        label="Runs"
        columns={COLUMNS}
        rows={runs.data}
        rowKey={({ id }) => id}
        rowText={({ name, state }) => `${name} ${RUN_STATES[state].text}`}
        onAction={({ id }) => select(id)}
        current={run?.id ?? null}
      />
    </div>
  );
  return run ? (
    <Splitter
      label="Size of the run's details"
      direction="column"
      initial={0.5}
      least={[120, 160]}
      first={list}
      second={<RunDetail key={run.id} run={run} onClose={() => select(null)} />}
    />
  ) : (
    list
  );
}
