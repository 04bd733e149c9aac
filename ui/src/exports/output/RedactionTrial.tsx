import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Output } from "../../bindings/Output";
import type { RedactionExample } from "../../bindings/RedactionExample";
import { Button, ErrorPanel, Table, type TableColumn } from "../../parts";
import { formatEntries } from "../../counts";
import { formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";

/** How many of the newest entries the redactions are tried on. */
const ENTRIES = 500;

interface Props {
  /** `null` while the form is not filled in. */
  output: Output | null;
  filter: string;
  zone: string;
}

/** Tries the redactions on entries that are here: how much each takes out, and examples before and after. */
export function RedactionTrial({ output, filter, zone }: Props) {
  const [tried, setTried] = useState<Output | null>(null);
  // Another rule was not tried yet.
  const isCurrent = tried !== null && JSON.stringify(tried) === JSON.stringify(output);
  return (
    <>
      <div className="row">
        <Button
          icon="play"
          isDisabled={output === null || output.redactions.length === 0 || isCurrent}
          onPress={() => setTried(output)}
        >
          <Trans>Try on the newest entries</Trans>
        </Button>
      </div>
      {isCurrent && <Tried output={tried} filter={filter} zone={zone} />}
    </>
  );
}

const COLUMNS: readonly TableColumn<RedactionExample>[] = [
  { id: "field", title: t`Field`, render: ({ field }) => <Cut text={field} />, width: "110px" },
  { id: "before", title: t`Before`, render: ({ before }) => <Cut text={before} /> },
  { id: "after", title: t`After`, render: ({ after }) => <Cut text={after} /> },
];

function Tried({ output, filter, zone }: Props & { output: Output }) {
  const trial = useQueryOf("redaction_preview", { output, filter, zone, entries: ENTRIES }, { gcTime: 0 });
  if (trial.error) return <ErrorPanel error={trial.error} actions={{ retry: () => void trial.refetch() }} />;
  if (!trial.data)
    return (
      <p role="status">
        <Trans>Reading…</Trans>
      </p>
    );
  const { entries, counts, examples } = trial.data;
  const redacted = output.redactions.map(({ name }, place) => `${name} ${formatCount(counts[place] ?? 0)}`).join(", ");
  return (
    <div className="stack tight">
      <p role="status">
        <Trans>
          In {formatEntries(entries)}: {redacted}
        </Trans>
      </p>
      {examples.length > 0 && (
        <div className="table-frame">
          <Table
            label={t`Examples of redactions`}
            columns={COLUMNS}
            rows={examples}
            rowKey={(example) => examples.indexOf(example)}
            rowText={({ field }) => field}
          />
        </div>
      )}
    </div>
  );
}

function Cut({ text }: { text: string }) {
  return (
    <span className="mono" title={text}>
      {text}
    </span>
  );
}
