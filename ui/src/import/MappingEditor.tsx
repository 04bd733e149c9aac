import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { FoundValue } from "../bindings/FoundValue";
import type { Mapping } from "../bindings/Mapping";
import { Button, Checkbox, SearchSelect, Section, Select, TextField } from "../parts";
import { allZones } from "../time";
import { FieldPlace } from "./FieldPlace";
import { mappingProblem, shownFields } from "./mapping";
import { OutcomeWords } from "./OutcomeWords";
import { LoadMapping, SaveMapping } from "./SavedMappings";

const ZONES = allZones().map((zone) => ({ id: zone, text: zone.replaceAll("_", " ") }));

interface Props {
  mapping: Mapping;
  found: readonly FoundValue[];
  onChange: (mapping: Mapping) => void;
}

/** Where the fields of an entry are in records of a shape that is not known. */
export function MappingEditor({ mapping, found, onChange }: Props) {
  const [all, setAll] = useState(false);
  const change = (part: Partial<Mapping>) => onChange({ ...mapping, ...part });
  const problem = mappingProblem(mapping);
  return (
    <Section
      title={t`Fields`}
      help={t`Where each field is in a record, with values that were found there.`}
      actions={<LoadMapping onLoad={onChange} />}
    >
      <div className="field-places" role="group" aria-label={t`Places of the fields`}>
        {shownFields(mapping, all).map((field) => (
          <FieldPlace key={field} field={field} mapping={mapping} found={found} onChange={onChange} />
        ))}
      </div>
      {problem && <p className="field-error">{problem}</p>}
      <div className="row">
        <Button kind="quiet" icon={all ? "chevron-up" : "chevron-down"} onPress={() => setAll(!all)}>
          {all ? t`Fewer fields` : t`All fields`}
        </Button>
      </div>
      {mapping.fields.outcome !== undefined && <OutcomeWords mapping={mapping} found={found} onChange={onChange} />}
      <div className="form-pair even">
        <SearchSelect
          label={t`Zone of times without one`}
          options={ZONES}
          value={mapping.zone === "" ? "UTC" : mapping.zone}
          onChange={(zone) => change({ zone: zone === "UTC" ? "" : zone })}
        />
        <Select
          label={t`Unit of durations`}
          isDisabled={mapping.fields.duration === undefined}
          options={[
            { id: "milliseconds", text: t`Milliseconds` },
            { id: "microseconds", text: t`Microseconds` },
            { id: "seconds", text: t`Seconds` },
          ]}
          value={mapping.duration_unit}
          onChange={(duration_unit) => change({ duration_unit })}
        />
      </div>
      <div className="form-pair even">
        <TextField
          label={t`Records are at`}
          value={mapping.items}
          onChange={(items) => change({ items })}
          placeholder="/Records"
          help={t`A pointer to the list of records; empty where the file is the list.`}
          mono
        />
        <DecodeField key={mapping.decode.join(" ")} value={mapping.decode} onChange={(decode) => change({ decode })} />
      </div>
      <Checkbox
        isSelected={mapping.redact}
        onChange={(redact) => change({ redact })}
        help={t`Values whose names say password, token, secret and the like are removed before anything is stored.`}
      >
        <Trans>Remove secrets</Trans>
      </Checkbox>
      <SaveMapping mapping={mapping} />
    </Section>
  );
}

interface DecodeProps {
  value: readonly string[];
  onChange: (pointers: string[]) => void;
}

/** Pointers to JSON within strings. They count when the field is left: half of one is none. */
function DecodeField({ value, onChange }: DecodeProps) {
  const [text, setText] = useState(value.join(" "));
  return (
    <TextField
      label={t`Strings that hold JSON`}
      value={text}
      onChange={setText}
      onBlur={() => onChange(text.split(/\s+/).filter((pointer) => pointer !== ""))}
      placeholder="/detail /request"
      help={t`Pointers, with spaces between.`}
      mono
    />
  );
}
