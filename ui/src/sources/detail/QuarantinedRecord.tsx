import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import type { UnreadableRecord } from "../../bindings/UnreadableRecord";
import { formatBytes, formatCount } from "../../numbers";
import { Button, Dialog, ErrorPanel, Facts, IconButton, Loading, Moment, Tabs } from "../../parts";
import { useQueryOf } from "../../rpc";
import { hexDump } from "./hex";

/** Bytes read at a time; the core gives no more. */
const PAGE = 65_536;

interface Props {
  record: UnreadableRecord;
  name: string;
  isTrying: boolean;
  onRetry: () => void;
  onClose: () => void;
}

/** One record in quarantine: why, and its bytes as text and as hexadecimal figures. */
export function QuarantinedRecord({ record, name, isTrying, onRetry, onClose }: Props) {
  return (
    <Dialog
      title={name}
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button icon="refresh" isPending={isTrying} onPress={onRetry}>
            <Trans>Try again</Trans>
          </Button>
          <Button kind="primary" onPress={onClose}>
            <Trans>Close</Trans>
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          { label: t`Why`, value: record.reason },
          record.object === null ? null : { label: t`Object`, value: <span className="mono">{record.object}</span> },
          record.id === "" ? null : { label: t`Id`, value: <span className="mono">{record.id}</span> },
          { label: t`Received`, value: <Moment at={record.received} /> },
          { label: t`Size`, value: t`${formatBytes(record.bytes)} (${formatCount(record.bytes)} bytes)` },
        ]}
      />
      <Bytes record={record} />
    </Dialog>
  );
}

function Bytes({ record }: { record: UnreadableRecord }) {
  const [offset, setOffset] = useState(0);
  const [shown, setShown] = useState<"text" | "hex">("text");
  const { data, error, refetch } = useQueryOf(
    "quarantine_bytes",
    { key: record.key, offset },
    { placeholderData: keepPreviousData, gcTime: 0 },
  );
  if (error) return <ErrorPanel error={error} actions={{ retry: () => void refetch() }} />;
  if (!data) return <Loading />;
  const until = Math.min(data.offset + PAGE, data.bytes);
  return (
    <div className="bytes">
      <Tabs
        label={t`Form of the bytes`}
        value={shown}
        onChange={setShown}
        tabs={[
          { id: "text", text: t`Text`, content: <Dump label={t`Bytes as text`} text={data.text} wraps /> },
          {
            id: "hex",
            text: t`Hexadecimal`,
            content: shown === "hex" && <Dump label={t`Bytes in hexadecimal`} text={hexDump(data.hex, data.offset)} />,
          },
        ]}
      />
      {data.bytes > PAGE && (
        <div className="row">
          <IconButton
            icon="arrow-up"
            label={t`Bytes before`}
            isDisabled={data.offset === 0}
            onPress={() => setOffset(Math.max(0, data.offset - PAGE))}
          />
          <IconButton
            icon="arrow-down"
            label={t`Bytes after`}
            isDisabled={until === data.bytes}
            onPress={() => setOffset(until)}
          />
          <span className="quiet">
            <Trans>
              Bytes {formatCount(data.offset)} to {formatCount(until)} of {formatCount(data.bytes)}
            </Trans>
          </span>
        </div>
      )}
    </div>
  );
}

function Dump({ label, text, wraps = false }: { label: string; text: string; wraps?: boolean }) {
  return (
    // A scrolling region must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={wraps ? "dump wraps" : "dump"} tabIndex={0} aria-label={label}>
      {text}
    </pre>
  );
}
