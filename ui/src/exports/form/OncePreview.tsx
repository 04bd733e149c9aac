import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { StartExport } from "../../bindings/StartExport";
import { ErrorPanel, Facts, Loading, Notice, Section } from "../../parts";
import { formatEntries } from "../../counts";
import { formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";
import { useSettled } from "../../useSettled";
import { EstimateFacts } from "../estimate/EstimateFacts";
import { TableStatementButton } from "../output/TableStatement";
import { outputWords } from "../output/words";

/** Milliseconds of stillness after which a preview follows what is typed. */
export const PREVIEW_DELAY = 300;

/** What a one-time export would write if it started now. */
export function OncePreview({ request }: { request: StartExport }) {
  const settled = useSettled(JSON.stringify(request), PREVIEW_DELAY);
  const preview = useQueryOf("export_preview", JSON.parse(settled) as StartExport, {
    placeholderData: (before) => before,
  });
  return (
    <aside className="export-preview">
      <Section title={t`Preview`}>
        {preview.error && <ErrorPanel error={preview.error} actions={{ retry: () => void preview.refetch() }} />}
        {!preview.error && !preview.data && <Loading what={t`Counting…`} />}
        {!preview.error && preview.data && (
          <>
            <Facts
              facts={[
                { label: t`Rows`, value: <strong>{formatCount(preview.data.rows)}</strong> },
                { label: t`Output`, value: outputWords(request.output) },
                { label: t`Key, if started now`, value: <span className="mono">{preview.data.key}</span> },
              ]}
            />
            <EstimateFacts command="export_estimate" request={JSON.parse(settled) as StartExport} />
            <div className="row">
              <TableStatementButton destination={request.destination} output={request.output} />
            </div>
            {preview.data.pending > 0 && (
              <Notice>
                <Trans>
                  {formatEntries(preview.data.pending)} that match can still change. They are left out; a later export
                  takes them.
                </Trans>
              </Notice>
            )}
            {preview.data.rows === 0 && !request.allow_empty && (
              <Notice>
                <Trans>Nothing matches: the run would be recorded, and nothing written.</Trans>
              </Notice>
            )}
          </>
        )}
      </Section>
    </aside>
  );
}
