import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import type { EntryDetail } from "../../bindings/EntryDetail";
import { Button, ErrorPanel, Icon, Notice } from "../../parts";
import { queryKey, useCommand } from "../../rpc";
import { formatMoment } from "../../time";
import { FLAGS } from "../flags";
import { OutcomePill } from "../marks";
import { tabsOf, type InspectorTab } from "./tabs";

interface Props {
  detail: EntryDetail;
  onShow: (key: string) => void;
  /** Turns to a tab of the entry. */
  onTab: (tab: InspectorTab) => void;
}

/** What is unusual about an entry, in plain words with the way out: fields in doubt, pending, superseded, payload missing. */
export function EntryStates({ detail, onShow, onTab }: Props) {
  const { row } = detail;
  const hasContext = tabsOf(detail).includes("context");
  const latest = detail.history.find((version) => version.latest);
  return (
    <div className="states">
      {row.flags.map((flag) => {
        const { short, long, isDoubt } = FLAGS[flag];
        return (
          <Notice key={flag} kind={isDoubt ? "warning" : "info"}>
            <strong className="flag-word">{short}.</strong> {long}{" "}
            {isDoubt && (
              <Button kind="quiet" onPress={() => onTab("raw")}>
                <Trans>Show the raw text</Trans>
              </Button>
            )}
            {flag === "ambiguous" && hasContext && (
              <Button kind="quiet" onPress={() => onTab("context")}>
                <Trans>Show all readings</Trans>
              </Button>
            )}
          </Notice>
        );
      })}
      {row.state === "pending" && (
        <Notice>
          <Trans>
            <strong>Pending.</strong> {awaited(detail)} It gets its place in the ledger when that is here.
          </Trans>
        </Notice>
      )}
      {row.state === "superseded" && (
        <Notice kind="warning">
          <Trans>
            <strong>Superseded.</strong> The source changed this entry later; this is what it said before.
          </Trans>{" "}
          {latest && (
            <Button kind="quiet" onPress={() => onShow(latest.key)}>
              <Trans>Show the latest version</Trans>
            </Button>
          )}
        </Notice>
      )}
      {detail.payload_help !== "" && row.payload !== "complete" && <PayloadMissing detail={detail} />}
    </div>
  );
}

function awaited({ row }: EntryDetail): string {
  if (row.outcome === "unknown") return t`The platform has not said yet how this ended.`;
  if (row.payload === "not_fetched") return t`Its request and response are not fetched yet.`;
  return t`The platform can still change it.`;
}

function PayloadMissing({ detail }: { detail: EntryDetail }) {
  const client = useQueryClient();
  const { row } = detail;
  const fetching = useCommand("entry_fetch", {
    onSuccess: (fetched) => client.setQueryData(queryKey("entry_show", { key: row.key }), fetched),
  });
  return (
    <>
      <div className="notice info">
        <Icon name={row.payload === "redacted" ? "lock" : "info"} />
        <div className="grow break">{detail.payload_help}</div>
        {row.payload === "not_fetched" && (
          <Button onPress={() => fetching.mutate({ key: row.key })} isPending={fetching.isPending}>
            {fetching.isPending ? t`Fetching…` : t`Fetch now`}
          </Button>
        )}
      </div>
      {fetching.error && (
        <ErrorPanel error={fetching.error} actions={{ retry: () => fetching.mutate({ key: row.key }) }} />
      )}
    </>
  );
}

interface HistoryProps {
  detail: EntryDetail;
  zone: string;
  onShow: (key: string) => void;
}

/** The versions of an entry, the newest first. */
export function History({ detail, zone, onShow }: HistoryProps) {
  return (
    <ol className="history">
      {detail.history.map((version) => {
        const shown = version.key === detail.row.key;
        return (
          <li key={version.key} aria-current={shown ? "true" : undefined}>
            <button type="button" disabled={shown} onClick={() => onShow(version.key)}>
              <span>{formatMoment(version.received, zone)}</span>
              <OutcomePill outcome={version.outcome} />
              <span className="quiet grow">
                <Trans>payload {version.payload.replace("_", " ")}</Trans>
              </span>
              {version.latest && (
                <span className="badge good">
                  <Trans>latest</Trans>
                </span>
              )}
              {shown && (
                <span className="badge">
                  <Trans>shown</Trans>
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
