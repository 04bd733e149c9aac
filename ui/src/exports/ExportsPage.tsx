import { Button, Tabs } from "../parts";
import { navigate, reviewFilter, type ExportTab } from "../router";
import { useQueryOf } from "../rpc";
import { nowMicros } from "../time";
import { Destinations } from "./destinations/Destinations";
import { troubleWords } from "./destinations/state";
import { NewExport } from "./NewExport";
import { Runs } from "./Runs";
import "./exports.css";

interface Props {
  tab: ExportTab;
  run: number | null;
  /** The filter that came from the review page; `null`: the one it has now. */
  filter: string | null;
}

function show(tab: ExportTab): void {
  navigate({ page: "exports", tab, run: null, filter: null });
}

/** Runs, destinations, and a new export. */
export function ExportsPage({ tab, run, filter }: Props) {
  const { data: destinations } = useQueryOf("destination_list", {});
  const { data: runs } = useQueryOf("run_list", {});
  const wanted = filter ?? reviewFilter();
  return (
    <main className="page" aria-label="Exports">
      <header className="page-head">
        <h1 className="grow">Exports</h1>
        {tab !== "new" && (
          <Button kind="primary" icon="upload" onPress={() => show("new")}>
            New export
          </Button>
        )}
      </header>
      <Tabs<ExportTab>
        label="Exports"
        value={tab}
        onChange={show}
        tabs={[
          { id: "runs", text: "Runs", ...(runs && { count: runs.length }), content: <Runs selected={run} /> },
          {
            id: "destinations",
            text: "Destinations",
            ...(destinations && { count: destinations.length, trouble: troubleWords(destinations, nowMicros()) }),
            content: <Destinations />,
          },
          { id: "new", text: "New export", content: <NewExport key={wanted} initialFilter={wanted} /> },
        ]}
      />
    </main>
  );
}
