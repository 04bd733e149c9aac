import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Engine } from "../../bindings/Engine";
import type { Output } from "../../bindings/Output";
import { Button, CodeBlock, Dialog, ErrorPanel, Loading, Select, TextField } from "../../parts";
import { useQueryOf } from "../../rpc";
import { useSettled } from "../../useSettled";

const ENGINES: readonly { id: Engine; text: string }[] = [
  { id: "athena", text: "Amazon Athena" },
  { id: "bigquery", text: "Google BigQuery" },
  { id: "trino", text: "Trino" },
  { id: "duckdb", text: "DuckDB" },
];

/** Milliseconds of stillness after which the statement follows the name that is typed. */
const PATIENCE = 300;

interface Props {
  destination: number;
  output: Output;
}

/** The way to read what an export writes as a table of a query engine. */
export function TableStatementButton({ destination, output }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button icon="database" onPress={() => setIsOpen(true)}>
        <Trans>Read as a table…</Trans>
      </Button>
      {isOpen && <Statement destination={destination} output={output} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function Statement({ destination, output, onClose }: Props & { onClose: () => void }) {
  const [engine, setEngine] = useState<Engine>("athena");
  const [table, setTable] = useState("audit_log");
  const named = useSettled(table.trim(), PATIENCE);
  const statement = useQueryOf(
    "export_ddl",
    { destination, output, engine, table: named },
    { placeholderData: (before) => before },
  );
  return (
    <Dialog
      title={t`Read as a table`}
      size="wide"
      isOpen
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      <div className="form-pair even">
        <Select<Engine> label={t`Engine`} options={ENGINES} value={engine} onChange={setEngine} />
        <TextField label={t`Table`} value={table} onChange={setTable} mono />
      </div>
      {statement.error && <ErrorPanel error={statement.error} />}
      {statement.isPending && <Loading />}
      {!statement.error && statement.data && <CodeBlock label={t`statement`} text={statement.data.sql} />}
    </Dialog>
  );
}
