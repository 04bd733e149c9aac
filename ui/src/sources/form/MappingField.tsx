import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Mapping } from "../../bindings/Mapping";
import { Notice, Select } from "../../parts";
import { useQueryOf } from "../../rpc";

interface Props {
  value: Mapping | null;
  onChange: (mapping: Mapping) => void;
}

/** The saved mapping by which objects of any shape are read. */
export function MappingField({ value, onChange }: Props) {
  const { data: saved } = useQueryOf("mapping_list", {});
  if (saved?.length === 0 && value === null) {
    return (
      <Notice>
        <Trans>
          There is no saved mapping yet. Import one of the objects as a file first, say there where its fields are, and
          save that as a mapping.
        </Trans>
      </Notice>
    );
  }
  const known = saved?.find(({ mapping }) => JSON.stringify(mapping) === JSON.stringify(value));
  const stored = value !== null && known === undefined;
  return (
    <Select
      label={t`Mapping`}
      value={known?.name ?? (stored ? "" : null)}
      onChange={(name) => {
        const chosen = saved?.find((mapping) => mapping.name === name);
        if (chosen) onChange(chosen.mapping);
      }}
      options={[
        ...(stored ? [{ id: "", text: t`Keep what is stored` }] : []),
        ...(saved ?? []).map(({ name }) => ({ id: name, text: name })),
      ]}
      help={t`Where the fields are in a record.`}
    />
  );
}
