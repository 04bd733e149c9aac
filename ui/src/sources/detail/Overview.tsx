import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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

const CREDENTIALS: Record<string, string> = { none: t`None`, api_key: t`Kept in the encrypted workspace` };

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
        what={isFiles ? t`import` : t`sync`}
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
          { label: t`Platform`, value: platformName(config) },
          { label: t`Address`, value: <span className="mono">{addressOf(config)}</span> },
          log ? { label: t`Entries belong to`, value: t`The log of ${log.name}` } : null,
          isFiles ? null : { label: t`Credential`, value: CREDENTIALS[source.credential] ?? source.credential },
          "ca_pem" in config && config.ca_pem !== ""
            ? { label: t`Certificates`, value: t`An additional authority is trusted` }
            : null,
          { label: t`Entries`, value: formatCount(source.entries) },
          {
            label: t`Pending`,
            value:
              source.pending === 0
                ? t`None`
                : t`${formatCount(source.pending)} (outcome or details not known yet; looked up again at each sync)`,
          },
          source.newest === null
            ? null
            : {
                label: t`Newest entry`,
                value: (
                  <Trans>
                    <Moment at={source.newest} /> (<Ago at={source.newest} />
                    ), {formatCount(source.last_day)} in the 24 hours up to it
                  </Trans>
                ),
              },
          {
            label: isFiles ? t`Last import` : t`Last sync`,
            value: last ? (
              <>
                <Ago at={last.ended} />: {syncSummary(source)}
              </>
            ) : (
              t`Not yet`
            ),
          },
          last
            ? {
                label: t`Started`,
                value: (
                  <Trans>
                    <Moment at={last.started} />, took {formatDuration(last.ended - last.started)}
                  </Trans>
                ),
              }
            : null,
          source.last_success === null ? null : { label: t`Last success`, value: <Moment at={source.last_success} /> },
          isFiles
            ? null
            : {
                label: t`Automatic sync`,
                value: (
                  <>
                    {intervalWords(source)}
                    {source.next_sync !== null && (
                      <Trans>
                        , next <Moment at={source.next_sync} />
                      </Trans>
                    )}
                  </>
                ),
              },
        ]}
      />
    </div>
  );
}
