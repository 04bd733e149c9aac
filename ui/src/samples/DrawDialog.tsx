import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Field } from "../bindings/Field";
import type { SampleMethod } from "../bindings/SampleMethod";
import { Button, Dialog, ErrorPanel, RadioGroup, Select, TextField } from "../parts";
import { FilterField } from "../review/query/FilterField";
import { useCommand } from "../rpc";
import { STRATA } from "./methods";

interface Props {
  /** The filter to begin with. */
  initial: string;
  zone: string;
  onClose: () => void;
}

/** Asks what is to be drawn from what and how. */
export function DrawDialog({ initial, zone, onClose }: Props) {
  const [filter, setFilter] = useState(initial);
  const [name, setName] = useState("");
  const [size, setSize] = useState("25");
  const [type, setType] = useState<SampleMethod["type"]>("random");
  const [by, setBy] = useState<Field>("outcome");
  const [seed, setSeed] = useState("");
  const draw = useCommand("audit_sample_draw", { onSuccess: onClose });
  const count = /^\d{1,5}$/.test(size.trim()) ? Number(size) : 0;
  const isReady = name.trim() !== "" && count >= 1 && count <= 10_000;

  function submit(): void {
    const method: SampleMethod = type === "stratified" ? { type, by } : { type };
    if (isReady) draw.mutate({ name: name.trim(), filter, zone, method, size: count, seed: seed.trim() });
  }

  return (
    <Dialog
      title={t`Draw a sample`}
      size="wide"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isDisabled={!isReady} isPending={draw.isPending} onPress={submit}>
            <Trans>Draw</Trans>
          </Button>
        </>
      }
    >
      <form
        className="stack form"
        aria-label={t`Draw a sample`}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField label={t`Name`} value={name} onChange={setName} maxLength={80} />
        <FilterField
          label={t`Population`}
          value={filter}
          onChange={setFilter}
          help={t`The settled entries that match. Relative times are kept as moments.`}
        />
        <TextField
          label={t`Size`}
          value={size}
          onChange={setSize}
          inputMode="numeric"
          error={count >= 1 && count <= 10_000 ? null : t`A number from 1 to 10,000.`}
        />
        <RadioGroup<SampleMethod["type"]>
          label={t`Method`}
          value={type}
          onChange={setType}
          options={[
            { id: "random", text: t`Random`, help: t`Each entry with the same chance.` },
            { id: "stratified", text: t`Stratified`, help: t`By the shares of a field's values, each at least once.` },
            { id: "interval", text: t`Interval`, help: t`One in so many in the order of time.` },
          ]}
        />
        {type === "stratified" && (
          <Select<Field>
            label={t`Strata by`}
            value={by}
            onChange={setBy}
            options={STRATA.map((field) => ({ id: field, text: field.replace("_", " ") }))}
          />
        )}
        <TextField
          label={t`Seed`}
          value={seed}
          onChange={setSeed}
          maxLength={64}
          mono
          placeholder={t`random`}
          help={t`Chance is made of it. Empty: a random one, which is kept.`}
        />
        {draw.error && <ErrorPanel error={draw.error} />}
      </form>
    </Dialog>
  );
}
