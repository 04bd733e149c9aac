import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { FoundValue } from "../bindings/FoundValue";
import type { Mapping } from "../bindings/Mapping";
import type { Status } from "../bindings/Status";
import { Button, Select, TextField } from "../parts";
import { OUTCOMES } from "../review/outcomes";
import { outcomeWords, withOutcome } from "./mapping";

interface Props {
  mapping: Mapping;
  found: readonly FoundValue[];
  onChange: (mapping: Mapping) => void;
}

const MEANINGS: readonly { id: Status | "recognised"; text: string }[] = [
  { id: "recognised", text: t`As recognised` },
  ...OUTCOMES.map((id) => ({ id, text: id })),
];

/** What the words at the outcome's place mean. */
export function OutcomeWords({ mapping, found, onChange }: Props) {
  const [word, setWord] = useState("");
  const words = outcomeWords(mapping, found);
  return (
    <div className="stack tight" role="group" aria-label={t`Words of the outcome`}>
      <span className="label">
        <Trans>Words of the outcome</Trans>
      </span>
      <p className="help">
        <Trans>Booleans and HTTP statuses are recognised; every other word is unknown until it is said here.</Trans>
      </p>
      {words.map((known) => (
        <div key={known} className="field-place">
          <span className="mono cut" title={known}>
            {known}
          </span>
          <Select
            label={t`Meaning of ${known}`}
            hideLabel
            options={MEANINGS}
            value={mapping.outcomes[known] ?? "recognised"}
            onChange={(meaning) => onChange(withOutcome(mapping, known, meaning === "recognised" ? null : meaning))}
          />
        </div>
      ))}
      <div className="row bottom">
        <div className="grow">
          <TextField label={t`Another word`} value={word} onChange={setWord} />
        </div>
        <Button
          icon="plus"
          isDisabled={word.trim() === "" || words.includes(word.trim())}
          onPress={() => {
            onChange(withOutcome(mapping, word.trim(), "failure"));
            setWord("");
          }}
        >
          <Trans>Add</Trans>
        </Button>
      </div>
    </div>
  );
}
