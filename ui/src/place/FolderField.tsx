import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, tellError, TextField } from "../parts";
import { platform } from "../platform";
import { toRpcError } from "../rpc";

interface Props {
  path: string;
  /** The title of the dialog that chooses one. */
  title: string;
  help: string;
  onChange: (path: string) => void;
  onLeft: () => void;
}

/** A folder, typed or chosen. */
export function FolderField({ path, title, help, onChange, onLeft }: Props) {
  async function choose(): Promise<void> {
    try {
      const chosen = await platform.chooseFolder(title);
      if (chosen !== null) onChange(chosen);
    } catch (error) {
      tellError(toRpcError(error));
    }
  }
  return (
    <TextField
      label={t`Folder`}
      value={path}
      onChange={onChange}
      onBlur={onLeft}
      help={help}
      mono
      after={
        platform.canChooseFiles ? (
          <Button onPress={() => void choose()}>
            <Trans>Choose…</Trans>
          </Button>
        ) : null
      }
    />
  );
}
