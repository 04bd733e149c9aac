import { useState } from "react";
import type { StartExport } from "../bindings/StartExport";
import { Button, Checkbox, ErrorPanel, Facts, Loading, Notice, RadioGroup, Section, Select, TextField } from "../parts";
import { formatCount, formatCountOf } from "../numbers";
import { navigate } from "../router";
import { useCommand, useQueryOf } from "../rpc";
import { placeAddress } from "../place/address";
import { useZone } from "../settings";
import { nowMicros } from "../time";
import { useSettled } from "../useSettled";
import { DestinationForm } from "./destinations/DestinationForm";
import { troubleOf } from "./destinations/state";
import { exportNameProblem } from "./states";

const PREVIEW_DELAY = 300;

/** A one-time export of a filter, with what it would write before it starts. */
export function NewExport({ initialFilter }: { initialFilter: string }) {
  const zone = useZone();
  const destinations = useQueryOf("destination_list", {});
  const [name, setName] = useState("audit-log");
  const [filter, setFilter] = useState(initialFilter);
  const [chosen, setChosen] = useState<number | null>(null);
  const [content, setContent] = useState<"payload" | "metadata">("payload");
  const [allowEmpty, setAllowEmpty] = useState(false);
  const [adding, setAdding] = useState(false);
  const start = useCommand("export_start", {
    onSuccess: (run) => navigate({ page: "exports", tab: "runs", run: run.id, filter: null }),
  });

  if (destinations.isPending) return <Loading />;
  if (destinations.isError) {
    return (
      <div className="page-body padded">
        <ErrorPanel error={destinations.error} actions={{ retry: () => void destinations.refetch() }} />
      </div>
    );
  }
  const list = destinations.data;
  const destination = list.find(({ id }) => id === chosen) ?? list[0] ?? null;
  const trouble = destination && troubleOf(destination, nowMicros());
  const nameProblem = exportNameProblem(name);
  const request: StartExport | null =
    destination !== null && name !== "" && nameProblem === null
      ? { name, filter, zone, destination: destination.id, payload: content === "payload", allow_empty: allowEmpty }
      : null;
  const filterError = start.error?.code === "filter_syntax" ? start.error.message : null;

  return (
    <div className="export-form">
      <form
        className="stack form"
        aria-label="New export"
        onSubmit={(event) => {
          event.preventDefault();
          if (request) start.mutate(request);
        }}
      >
        <TextField
          label="Filter"
          value={filter}
          onChange={setFilter}
          rows={2}
          mono
          error={filterError}
          placeholder="Empty: every entry"
          help="Taken from Review. Relative times count from the start of the run."
        />
        <TextField label="Name" value={name} onChange={setName} error={nameProblem} help="Part of the key." mono />
        <div className="row bottom">
          <div className="grow">
            {destination ? (
              <Select
                label="Destination"
                value={String(destination.id)}
                onChange={(id) => setChosen(Number(id))}
                options={list.map(({ id, name: text, place, prefix }) => ({
                  id: String(id),
                  text,
                  help: placeAddress(place, prefix),
                }))}
              />
            ) : (
              <Notice>There is no destination yet: add a bucket or a folder first.</Notice>
            )}
          </div>
          <Button icon="plus" onPress={() => setAdding(true)}>
            Add destination
          </Button>
        </div>
        {trouble !== null && <Notice kind="warning">{trouble}: this export would probably fail.</Notice>}
        <RadioGroup
          label="Content"
          value={content}
          onChange={setContent}
          options={[
            { id: "payload", text: "With request and response", help: "Headers and bodies as they are held here." },
            { id: "metadata", text: "Metadata only" },
          ]}
        />
        <Checkbox isSelected={allowEmpty} onChange={setAllowEmpty}>
          Write an object even if nothing matches
        </Checkbox>
        {start.error && filterError === null && <ErrorPanel error={start.error} />}
        <div className="row end">
          <Button type="submit" kind="primary" icon="upload" isDisabled={request === null} isPending={start.isPending}>
            {start.isPending ? "Starting…" : "Export"}
          </Button>
        </div>
      </form>
      {request && <Preview request={request} />}
      {adding && (
        <DestinationForm destination={null} onClose={() => setAdding(false)} onSaved={({ id }) => setChosen(id)} />
      )}
    </div>
  );
}

function Preview({ request }: { request: StartExport }) {
  const settled = useSettled(JSON.stringify(request), PREVIEW_DELAY);
  const preview = useQueryOf("export_preview", JSON.parse(settled) as StartExport, {
    placeholderData: (before) => before,
  });
  return (
    <aside className="preview">
      <Section title="Preview">
        {preview.error && <ErrorPanel error={preview.error} actions={{ retry: () => void preview.refetch() }} />}
        {!preview.error && !preview.data && <Loading what="Counting…" />}
        {!preview.error && preview.data && (
          <>
            <Facts
              facts={[
                { label: "Rows", value: <strong>{formatCount(preview.data.rows)}</strong> },
                { label: "Format", value: "JSONL, one entry per line" },
                { label: "Key, if started now", value: <span className="mono">{preview.data.key}</span> },
              ]}
            />
            {preview.data.pending > 0 && (
              <Notice>
                {formatCountOf(preview.data.pending, "entry", "entries")} that match can still change. They are left
                out; a later export takes them.
              </Notice>
            )}
            {preview.data.rows === 0 && !request.allow_empty && (
              <Notice>Nothing matches: the run would be recorded, and nothing written.</Notice>
            )}
          </>
        )}
      </Section>
    </aside>
  );
}
