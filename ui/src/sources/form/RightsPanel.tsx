import { keepPreviousData } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { SourceConfig } from "../../bindings/SourceConfig";
import { CodeBlock, ErrorPanel } from "../../parts";
import { useQueryOf } from "../../rpc";

const NOWHERE: SourceConfig = { kind: "files", writer: { kind: "auditdesk" }, log: null };

/** What rights the credential needs, with what an administrator can paste. Follows the form as it is filled in. */
export function RightsPanel({ config }: { config: SourceConfig | null }) {
  const asked = useDeferredValue(config);
  const { data, error } = useQueryOf(
    "source_rights",
    { config: asked ?? NOWHERE },
    // Every key in the form asks again; the answers are not worth keeping.
    { enabled: asked !== null, gcTime: 0, placeholderData: keepPreviousData },
  );
  if (asked === null) return null;
  return (
    <aside className="rights" aria-label="Rights needed">
      <h3>Rights needed</h3>
      {error && <ErrorPanel error={error} />}
      {data && (
        <>
          <p>{data.summary}</p>
          {data.pastes.map(({ title, text }) => (
            <div key={title} className="stack tight">
              <span className="label">{title}</span>
              <CodeBlock label={title} text={text} />
            </div>
          ))}
        </>
      )}
    </aside>
  );
}
