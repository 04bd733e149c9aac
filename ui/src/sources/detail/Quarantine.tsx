import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Retried } from "../../bindings/Retried";
import type { SourceInfo } from "../../bindings/SourceInfo";
import type { UnreadableRecord } from "../../bindings/UnreadableRecord";
import { formatRecords } from "../../counts";
import { formatBytes, formatCount } from "../../numbers";
import { Ago, Button, ErrorPanel, Loading, Section, Table, tell, tellError, type TableColumn } from "../../parts";
import { useCommand, useQueryOf } from "../../rpc";
import { QuarantinedRecord } from "./QuarantinedRecord";

const COLUMNS: readonly TableColumn<UnreadableRecord>[] = [
  { id: "what", title: t`Record or object`, render: (record) => <Cut text={nameOf(record)} />, width: "34%" },
  { id: "reason", title: t`Why`, render: ({ reason }) => <Cut text={reason} /> },
  { id: "bytes", title: t`Size`, render: ({ bytes }) => formatBytes(bytes), numeric: true, width: "90px" },
  { id: "received", title: t`Received`, render: ({ received }) => <Ago at={received} />, width: "110px" },
];

function nameOf({ id, object }: UnreadableRecord): string {
  // The id of a record without one of its own is its object and its place in it.
  const parts = object !== null && id.startsWith(object) ? [id] : [object ?? "", id];
  return parts.filter((part) => part !== "").join(" · ") || t`Record without an id`;
}

function Cut({ text }: { text: string }) {
  return <span title={text}>{text}</span>;
}

/** What could not be read, with its bytes, and the way to try again. */
export function Quarantine({ source }: { source: SourceInfo }) {
  const query = useQueryOf("source_completeness", { id: source.id });
  const [shown, setShown] = useState<UnreadableRecord | null>(null);
  const retry = useCommand("quarantine_retry", { onError: tellError });
  const before = source.unreadable;

  function tryAgain(key: number | null): void {
    retry.mutate(
      { source: source.id, key },
      {
        onSuccess: (retried) => {
          tellRetried(retried, before);
          if (retried.left < before) setShown(null);
        },
      },
    );
  }

  if (query.isPending) return <Loading />;
  if (query.isError) return <ErrorPanel error={query.error} actions={{ retry: () => void query.refetch() }} />;
  const { unreadable } = query.data;
  return (
    <div className="source-panel">
      <Section
        title={t`Unreadable records`}
        help={t`Kept with their bytes and the reason: nothing is dropped. An update of Auditdesk may be able to read them: try again then.`}
        actions={
          unreadable.length > 0 && (
            <Button icon="refresh" isPending={retry.isPending} onPress={() => tryAgain(null)}>
              <Trans>Try all again</Trans>
            </Button>
          )
        }
      >
        {unreadable.length === 0 ? (
          <p className="faint">
            <Trans>None.</Trans>
          </p>
        ) : (
          <>
            <div className="table-frame">
              <Table
                label={t`Unreadable records`}
                columns={COLUMNS}
                rows={unreadable}
                rowKey={({ key }) => key}
                rowText={nameOf}
                onAction={setShown}
              />
            </div>
            {source.unreadable > unreadable.length && (
              <p className="faint">
                <Trans>
                  The newest {formatCount(unreadable.length)} of {formatCount(source.unreadable)} are shown.
                </Trans>
              </p>
            )}
          </>
        )}
      </Section>
      {shown && (
        <QuarantinedRecord
          record={shown}
          name={nameOf(shown)}
          isTrying={retry.isPending}
          onRetry={() => tryAgain(shown.key)}
          onClose={() => setShown(null)}
        />
      )}
    </div>
  );
}

/** What trying again brought, where `before` records were in quarantine. */
function tellRetried({ left }: Retried, before: number): void {
  const read = Math.max(0, before - left);
  tell(
    read === 0 ? t`Still unreadable` : t`${formatRecords(read)} read`,
    left === 0 ? t`Nothing is in quarantine any more.` : t`${formatCount(left)} in quarantine.`,
  );
}
