import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Mapping } from "../bindings/Mapping";
import { Button, IconButton, Select, tell, tellError, TextField } from "../parts";
import { queryKey, useCommand, useQueryOf } from "../rpc";

interface Props {
  mapping: Mapping;
  onLoad: (mapping: Mapping) => void;
}

/** Mappings by name: load one, save this one, remove one. */
export function SavedMappings({ mapping, onLoad }: Props) {
  const client = useQueryClient();
  const { data: saved = [] } = useQueryOf("mapping_list", {});
  const [loaded, setLoaded] = useState<string | null>(null);
  const [name, setName] = useState("");
  const changed = () => void client.invalidateQueries({ queryKey: queryKey("mapping_list") });
  const save = useCommand("mapping_save", {
    onError: tellError,
    onSuccess: (_, request) => {
      changed();
      setLoaded(request.name);
      tell(`Mapping ${request.name} saved`);
    },
  });
  const remove = useCommand("mapping_remove", {
    onError: tellError,
    onSuccess: () => {
      changed();
      setLoaded(null);
    },
  });
  const wanted = name.trim();
  return (
    <>
      {saved.length > 0 && (
        <div className="row bottom">
          <div className="grow">
            <Select
              label="Saved mapping"
              placeholder="None"
              value={loaded}
              options={saved.map((known) => ({ id: known.name, text: known.name }))}
              onChange={(chosen) => {
                const known = saved.find((candidate) => candidate.name === chosen);
                if (!known) return;
                setLoaded(chosen);
                setName(chosen);
                onLoad(known.mapping);
              }}
            />
          </div>
          <IconButton
            icon="trash"
            label={`Remove the saved mapping ${loaded ?? ""}`}
            isDisabled={loaded === null}
            onPress={() => loaded !== null && remove.mutate({ name: loaded })}
          />
        </div>
      )}
      <div className="row bottom">
        <div className="grow">
          <TextField label="Name of the mapping" value={name} onChange={setName} placeholder="For the next time" />
        </div>
        <Button
          isDisabled={wanted === ""}
          isPending={save.isPending}
          onPress={() => save.mutate({ name: wanted, mapping })}
        >
          {saved.some((known) => known.name === wanted) ? "Save over it" : "Save mapping"}
        </Button>
      </div>
    </>
  );
}
