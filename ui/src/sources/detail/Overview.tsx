import type { SourceInfo } from "../../bindings/SourceInfo";
import { Checklist } from "../../connection/Checklist";
import type { ChecklistState } from "../../connection/useChecklist";
import { JobProgress } from "../../jobs/JobProgress";
import { formatCount, formatDuration } from "../../numbers";
import { Ago, ErrorPanel, Facts, Moment, Notice } from "../../parts";
import { useQueryOf } from "../../rpc";
import { useZone } from "../../settings";
import { isLosing, vanishingWords } from "../../settings/vanishing";
import { addressOf, platformName } from "../offers";
import { intervalWords, syncSummary } from "../status";

const CREDENTIALS: Record<string, string> = { none: "None", api_key: "Kept in the encrypted workspace" };

interface Props {
  source: SourceInfo;
  checklist: ChecklistState;
  onSync: () => void;
  onEdit: () => void;
}

/** What the source is about to delete, once there is something. */
function VanishingNotice({ source }: { source: number }) {
  const zone = useZone();
  const { data } = useQueryOf("retention_show", {});
  const vanishing = data?.sources.find((rule) => rule.source === source)?.vanishing ?? null;
  if (vanishing === null || vanishing.entries === 0) return null;
  return <Notice kind={isLosing(vanishing) ? "warning" : "info"}>{vanishingWords(vanishing, zone)}</Notice>;
}

/** What is going on with a source, and what is known of it. */
export function Overview({ source, checklist, onSync, onEdit }: Props) {
  const { config, last_sync: last } = source;
  const { data: sources } = useQueryOf("source_list", {});
  const log = "log" in config ? sources?.find(({ id }) => id === config.log) : undefined;
  const isFiles = config.kind === "files";
  return (
    <div className="source-panel">
      <JobProgress
        what={isFiles ? "import" : "sync"}
        which={({ kind, subject }) => kind !== "export" && subject === source.id}
      />
      {last?.error && source.job === null && (
        <ErrorPanel
          error={last.error}
          actions={isFiles ? {} : { retry: onSync, sign_in: onEdit, edit_source: onEdit }}
        />
      )}
      {last && last.remarks.length > 0 && (
        <Notice>
          {last.remarks.map((remark) => (
            <p key={remark}>{remark}</p>
          ))}
        </Notice>
      )}
      <VanishingNotice source={source.id} />
      <Checklist state={checklist} />
      <Facts
        facts={[
          { label: "Platform", value: platformName(config) },
          { label: "Address", value: <span className="mono">{addressOf(config)}</span> },
          log ? { label: "Entries belong to", value: `The log of ${log.name}` } : null,
          isFiles ? null : { label: "Credential", value: CREDENTIALS[source.credential] ?? source.credential },
          "ca_pem" in config && config.ca_pem !== ""
            ? { label: "Certificates", value: "An additional authority is trusted" }
            : null,
          { label: "Entries", value: formatCount(source.entries) },
          {
            label: "Pending",
            value:
              source.pending === 0
                ? "None"
                : `${formatCount(source.pending)} (outcome or details not known yet; looked up again at each sync)`,
          },
          source.newest === null
            ? null
            : {
                label: "Newest entry",
                value: (
                  <>
                    <Moment at={source.newest} /> (<Ago at={source.newest} />
                    ), {formatCount(source.last_day)} in the 24 hours up to it
                  </>
                ),
              },
          {
            label: isFiles ? "Last import" : "Last sync",
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
                label: "Started",
                value: (
                  <>
                    <Moment at={last.started} />, took {formatDuration(last.ended - last.started)}
                  </>
                ),
              }
            : null,
          source.last_success === null ? null : { label: "Last success", value: <Moment at={source.last_success} /> },
          isFiles
            ? null
            : {
                label: "Automatic sync",
                value: (
                  <>
                    {intervalWords(source)}
                    {source.next_sync !== null && (
                      <>
                        , next <Moment at={source.next_sync} />
                      </>
                    )}
                  </>
                ),
              },
        ]}
      />
    </div>
  );
}
