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
      title={`Retention of ${source.name}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" isDisabled={!isReady} isPending={save.isPending} onPress={submit}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="stack form"
        aria-label={`Retention of ${source.name}`}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <RadioGroup<"ever" | "days">
          label="Kept here"
          value={keeps}
          onChange={setKeeps}
          options={[
            { id: "ever", text: "For ever" },
            {
              id: "days",
              text: "For a number of days",
              help: "Counted from the moment of the event. What is on legal hold, and what a schedule did not export yet, stays.",
            },
          ]}
        />
        {keeps === "days" && (
          <TextField
            label="Days here"
            value={days}
            onChange={setDays}
            inputMode="numeric"
            error={here === null ? "A number of days, at least 1." : null}
          />
        )}
        <RadioGroup<There>
          label="Kept at the source"
          value={there}
          onChange={setThere}
          options={[
            { id: "known", text: "As its platform is known to do" },
            { id: "ever", text: "For ever" },
            {
              id: "days",
              text: "For a number of days",
              help: "What is about to be deleted there is told a week before.",
            },
          ]}
        />
        {there === "days" && (
          <TextField
            label="Days there"
            value={thereDays}
            onChange={setThereDays}
            inputMode="numeric"
            error={outside === null ? "A number of days, at least 1." : null}
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
