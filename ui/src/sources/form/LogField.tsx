import { t } from "@lingui/core/macro";
import type { SourceInfo } from "../../bindings/SourceInfo";
import { Select } from "../../parts";

interface Props {
  /** The source whose log it is; `null`: a log of its own. */
  value: number | null;
  /** The sources to choose from. */
  sources: readonly SourceInfo[];
  /** Set once, when the source is added: what came in is counted by it. */
  isFixed?: boolean;
  onChange: (log: number | null) => void;
}

/** Of which log the entries are: an entry that also came another way is then one entry. */
export function LogField({ value, sources, isFixed = false, onChange }: Props) {
  const logs = sources.filter(({ config }) => !("log" in config) || config.log === null);
  return (
    <Select
      label={t`Entries belong to`}
      value={value === null ? "own" : String(value)}
      isDisabled={isFixed}
      onChange={(id) => onChange(id === "own" ? null : Number(id))}
      options={[
        { id: "own", text: t`A log of its own` },
        ...logs.map(({ id, name }) => ({ id: String(id), text: t`The log of ${name}` })),
      ]}
      help={
        isFixed
          ? t`Chosen when the source was added.`
          : t`An entry that is in both is one entry, with both ways it came by on record.`
      }
    />
  );
}
