import type { StartExport } from "../../bindings/StartExport";
import { ErrorPanel, Facts, Loading, Notice, Section } from "../../parts";
import { formatCount, formatCountOf } from "../../numbers";
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
      <Section title="Preview">
        {preview.error && <ErrorPanel error={preview.error} actions={{ retry: () => void preview.refetch() }} />}
        {!preview.error && !preview.data && <Loading what="Counting…" />}
        {!preview.error && preview.data && (
          <>
            <Facts
              facts={[
                { label: "Rows", value: <strong>{formatCount(preview.data.rows)}</strong> },
                { label: "Output", value: outputWords(request.output) },
                { label: "Key, if started now", value: <span className="mono">{preview.data.key}</span> },
              ]}
            />
            <EstimateFacts command="export_estimate" request={JSON.parse(settled) as StartExport} />
            <div className="row">
              <TableStatementButton destination={request.destination} output={request.output} />
            </div>
            {preview.data.pending > 0 && (
              <Notice>
                {formatCountOf(preview.data.pending, "entry", "entries")} that match can still change. They are left
                out; a later export takes them.
              </Notice>
            )}
            {preview.data.rows === 0 && !request.allow_empty && (
              <Notice>Nothing matches: the run would be recorded, and nothing written.</Notice>
            )}
          </>
        )}
      </Section>
    </aside>
  );
}
