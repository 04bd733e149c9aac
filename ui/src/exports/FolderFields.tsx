import { Button, tellError, TextField } from "../parts";
import { platform } from "../platform";
import { toRpcError } from "../rpc";
import type { Draft } from "./destinationDraft";

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** A folder, typed or chosen. */
export function FolderFields({ draft, onChange }: Props) {
  async function choose(): Promise<void> {
    try {
      const path = await platform.chooseFolder("Folder for exports");
      if (path !== null) onChange({ path });
    } catch (error) {
      tellError(toRpcError(error));
    }
  }
  return (
    <TextField
      label="Folder"
      value={draft.path}
      onChange={(path) => onChange({ path })}
      help="An absolute path. It must exist."
      mono
      after={platform.canChooseFiles ? <Button onPress={() => void choose()}>Choose…</Button> : null}
    />
  );
}
