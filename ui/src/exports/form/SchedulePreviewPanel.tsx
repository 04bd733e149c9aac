import { t } from "@lingui/core/macro";
import type { PreviewSchedule } from "../../bindings/PreviewSchedule";
import { ErrorPanel, Facts, Loading, Notice, Section } from "../../parts";
import { formatCount } from "../../numbers";
import { useQueryOf } from "../../rpc";
import { useSettled } from "../../useSettled";
import { EstimateFacts } from "../estimate/EstimateFacts";
import { TableStatementButton } from "../output/TableStatement";
import { outputWords } from "../output/words";
import { NextRuns } from "../schedule/NextRuns";
import { PREVIEW_DELAY } from "./OncePreview";

/** What a schedule would do, or what a change of it does. */
export function SchedulePreviewPanel({ request }: { request: PreviewSchedule }) {
  const settled = useSettled(JSON.stringify(request), PREVIEW_DELAY);
  const preview = useQueryOf("schedule_preview", JSON.parse(settled) as PreviewSchedule, {
    placeholderData: (before) => before,
  });
  return (
    <aside className="export-preview">
      <Section title={t`Preview`}>
        {preview.error && <ErrorPanel error={preview.error} actions={{ retry: () => void preview.refetch() }} />}
        {!preview.error && !preview.data && <Loading what={t`Counting…`} />}
        {!preview.error && preview.data && (
          <>
            <p>
              <strong>{preview.data.words}</strong>
            </p>
            <Facts
              facts={[
                {
                  label: t`Next runs`,
                  value: <NextRuns moments={preview.data.next} zone={request.setup.zone} />,
                },
                { label: t`Rows, if it ran now`, value: formatCount(preview.data.rows) },
                { label: t`Output`, value: outputWords(request.setup.output) },
                { label: t`Key of the next run`, value: <span className="mono">{preview.data.key}</span> },
              ]}
            />
            <EstimateFacts command="schedule_estimate" request={JSON.parse(settled) as PreviewSchedule} />
            <div className="row">
              <TableStatementButton destination={request.setup.destination} output={request.setup.output} />
            </div>
            {preview.data.range !== "" && <Notice>{preview.data.range}</Notice>}
          </>
        )}
      </Section>
    </aside>
  );
}
