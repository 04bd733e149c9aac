import { t } from "@lingui/core/macro";
import { useState } from "react";
import type { FoundValue } from "../bindings/FoundValue";
import type { MappedField } from "../bindings/MappedField";
import type { Mapping } from "../bindings/Mapping";
import { Select, TextField } from "../parts";
import { MAPPED_FIELDS, NEVER_CONSTANT, placeOf, withPlace, type Place } from "./mapping";

interface Props {
  field: MappedField;
  mapping: Mapping;
  found: readonly FoundValue[];
  onChange: (mapping: Mapping) => void;
}

/** Where one field is: at a pointer that was found, at another one, or the same in every record. */
export function FieldPlace({ field, mapping, found, onChange }: Props) {
  // A pointer that is being typed may be the same as a found one for a moment.
  const [isTyping, setIsTyping] = useState(false);
  const place = placeOf(mapping, field);
  const label = MAPPED_FIELDS[field];
  const isFound = place.kind === "pointer" && found.some(({ pointer }) => pointer === place.pointer);
  const choice = place.kind !== "pointer" ? place.kind : isFound && !isTyping ? `at${place.pointer}` : "pointer";
  const put = (next: Place) => onChange(withPlace(mapping, field, next));

  return (
    <div className="field-place">
      <span className="label" aria-hidden>
        {label}
        {field === "time" && " *"}
      </span>
      <div className="stack tight">
        <Select
          label={label}
          hideLabel
          value={choice}
          options={[
            { id: "none", text: t`Not in the records` },
            ...found.map(({ pointer, values }) => ({
              id: `at${pointer}`,
              text: pointer,
              help: values.join(" · "),
            })),
            { id: "pointer", text: t`Another pointer…` },
            ...(NEVER_CONSTANT.has(field) ? [] : [{ id: "constant", text: t`The same for all…` }]),
          ]}
          onChange={(next) => {
            setIsTyping(next === "pointer");
            if (next === "none") put({ kind: "none" });
            else if (next === "constant") put({ kind: "constant", value: "" });
            else if (next === "pointer")
              put({ kind: "pointer", pointer: place.kind === "pointer" ? place.pointer : "/" });
            else put({ kind: "pointer", pointer: next.slice(2) });
          }}
        />
        {place.kind === "pointer" && choice === "pointer" && (
          <TextField
            label={t`Pointer of ${label.toLowerCase()}`}
            value={place.pointer}
            onChange={(pointer) => {
              setIsTyping(true);
              put({ kind: "pointer", pointer });
            }}
            placeholder="/actor/id"
            mono
          />
        )}
        {place.kind === "constant" && (
          <TextField
            label={t`Value of ${label.toLowerCase()}`}
            value={place.value}
            onChange={(value) => put({ kind: "constant", value })}
          />
        )}
      </div>
    </div>
  );
}
