import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SourceRetention } from "../bindings/SourceRetention";
import { Button, Dialog, ErrorPanel, RadioGroup, TextField } from "../parts";
import { queryKey, useCommand } from "../rpc";

interface Props {
  source: SourceRetention;
  onClose: () => void;
}

type There = "known" | "ever" | "days";

/** How long entries of a source are kept here, and how long the source keeps them. */
export function KeepDialog({ source, onClose }: Props) {
  const client = useQueryClient();
  const [keeps, setKeeps] = useState<"ever" | "days">(source.keep_days === null ? "ever" : "days");
  const [days, setDays] = useState(String(source.keep_days ?? 365));
  const [there, setThere] = useState<There>(!source.there_chosen ? "known" : source.there_days === 0 ? "ever" : "days");
  const [thereDays, setThereDays] = useState(String(source.there_days || 90));
  const save = useCommand("retention_set", {
    onSuccess: (retention) => {
      client.setQueryData(queryKey("retention_show", {}), retention);
      onClose();
    },
  });
  const here = keeps === "ever" ? null : daysOf(days);
  const outside = there === "known" ? null : there === "ever" ? 0 : daysOf(thereDays);
  const isReady = (keeps === "ever" || here !== null) && (there !== "days" || outside !== null);

  function submit(): void {
    if (isReady) save.mutate({ source: source.source, keep_days: here, there_days: outside });
  }

  return (
    <Dialog
      title={t`Retention of ${source.name}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isDisabled={!isReady} isPending={save.isPending} onPress={submit}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form
        className="stack form"
        aria-label={t`Retention of ${source.name}`}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <RadioGroup<"ever" | "days">
          label={t`Kept here`}
          value={keeps}
          onChange={setKeeps}
          options={[
            { id: "ever", text: t`For ever` },
            {
              id: "days",
              text: t`For a number of days`,
              help: t`Counted from the moment of the event. What is on legal hold, and what a schedule did not export yet, stays.`,
            },
          ]}
        />
        {keeps === "days" && (
          <TextField
            label={t`Days here`}
            value={days}
            onChange={setDays}
            inputMode="numeric"
            error={here === null ? t`A number of days, at least 1.` : null}
          />
        )}
        <RadioGroup<There>
          label={t`Kept at the source`}
          value={there}
          onChange={setThere}
          options={[
            { id: "known", text: t`As its platform is known to do` },
            { id: "ever", text: t`For ever` },
            {
              id: "days",
              text: t`For a number of days`,
              help: t`What is about to be deleted there is told a week before.`,
            },
          ]}
        />
        {there === "days" && (
          <TextField
            label={t`Days there`}
            value={thereDays}
            onChange={setThereDays}
            inputMode="numeric"
            error={outside === null ? t`A number of days, at least 1.` : null}
          />
        )}
        {save.error && <ErrorPanel error={save.error} />}
      </form>
    </Dialog>
  );
}

function daysOf(text: string): number | null {
  const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return days > 0 ? days : null;
}
