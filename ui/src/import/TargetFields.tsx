import { t } from "@lingui/core/macro";
import type { SourceInfo } from "../bindings/SourceInfo";
import type { Writer } from "../bindings/Writer";
import { Select, TextField } from "../parts";
import { LogField } from "../sources/form/LogField";

/** Where the entries go: to a source of files that is there, or to a new one. */
export interface Target {
  source: number | null;
  name: string;
  log: number | null;
}

interface Props {
  target: Target;
  writer: Writer | null;
  sources: readonly SourceInfo[];
  onChange: (target: Target) => void;
  children: React.ReactNode;
}

/** Names the source, and holds the choice of the writer beside the name. */
export function TargetFields({ target, writer, sources, onChange, children }: Props) {
  const files = sources.filter(({ config }) => config.kind === "files");
  const isNew = target.source === null;
  return (
    <>
      {files.length > 0 && (
        <Select
          label={t`Add to`}
          value={isNew ? "new" : String(target.source)}
          options={[
            { id: "new", text: t`A new source` },
            ...files.map(({ id, name }) => ({ id: String(id), text: name })),
          ]}
          onChange={(id) => onChange({ ...target, source: id === "new" ? null : Number(id) })}
          help={isNew ? "" : t`Files that were brought in before and did not change are left out.`}
        />
      )}
      <div className="form-pair even">
        {isNew && (
          <TextField
            label={t`Name of the source`}
            value={target.name}
            onChange={(name) => onChange({ ...target, name })}
          />
        )}
        {children}
      </div>
      {isNew && writer?.kind !== "mapped" && sources.length > 0 && (
        <LogField value={target.log} sources={sources} onChange={(log) => onChange({ ...target, log })} />
      )}
    </>
  );
}
