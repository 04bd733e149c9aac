import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Mapping } from "../bindings/Mapping";
import { Button, IconButton, Select, tellError, TextField } from "../parts";
import { queryKey, useCommand, useQueryOf } from "../rpc";

/** Takes a mapping that was saved. Nothing where there is none. */
export function LoadMapping({ onLoad }: { onLoad: (mapping: Mapping) => void }) {
  const client = useQueryClient();
  const { data: saved = [] } = useQueryOf("mapping_list", {});
  const [loaded, setLoaded] = useState<string | null>(null);
  const remove = useCommand("mapping_remove", {
    onError: tellError,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: queryKey("mapping_list") });
      setLoaded(null);
    },
  });
  if (saved.length === 0) return null;
  return (
    <div className="row">
      <Select
        label={t`Saved mapping`}
        hideLabel
        placeholder={t`Saved mappings…`}
        value={loaded}
        options={saved.map(({ name }) => ({ id: name, text: name }))}
        onChange={(chosen) => {
          const known = saved.find(({ name }) => name === chosen);
          if (!known) return;
          setLoaded(chosen);
          onLoad(known.mapping);
        }}
      />
      {loaded !== null && (
        <IconButton
          icon="trash"
          label={t`Remove the saved mapping ${loaded}`}
          onPress={() => remove.mutate({ name: loaded })}
        />
      )}
    </div>
  );
}

/** Keeps a mapping under a name for the next time, and for buckets with such records. */
export function SaveMapping({ mapping }: { mapping: Mapping }) {
  const client = useQueryClient();
  const { data: saved = [] } = useQueryOf("mapping_list", {});
  const [name, setName] = useState("");
  const wanted = name.trim();
  const save = useCommand("mapping_save", {
    onError: tellError,
    onSuccess: () => void client.invalidateQueries({ queryKey: queryKey("mapping_list") }),
  });
  const isSaved = save.isSuccess && save.variables.name === wanted && save.variables.mapping === mapping;
  return (
    <TextField
      label={t`Name of the mapping`}
      value={name}
      onChange={setName}
      help={
        isSaved ? t`Saved under this name.` : t`Saved, it serves for the next files, and for buckets with such records.`
      }
      after={
        <Button
          isDisabled={wanted === ""}
          isPending={save.isPending}
          onPress={() => save.mutate({ name: wanted, mapping })}
        >
          {saved.some((known) => known.name === wanted) ? t`Save over it` : t`Save mapping`}
        </Button>
      }
    />
  );
}
