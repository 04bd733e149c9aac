import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { Button, Dialog, tellError, TextField } from "../parts";
import { platform } from "../platform";
import { toRpcError } from "../rpc";
import { pathsOf } from "./paths";

interface Props {
  onChosen: (paths: readonly string[]) => void;
  onClose: () => void;
}

/** The first step: which files. */
export function ChooseFiles({ onChosen, onClose }: Props) {
  const [text, setText] = useState("");
  const paths = pathsOf(text);

  async function choose(ask: () => Promise<readonly string[] | null>): Promise<void> {
    try {
      const files = await ask();
      if (files !== null && files.length > 0) onChosen(files);
    } catch (error) {
      tellError(toRpcError(error));
    }
  }

  return (
    <Dialog
      title={t`Import files`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="primary" isDisabled={paths.length === 0} onPress={() => onChosen(paths)}>
            <Trans>Look into them</Trans>
          </Button>
        </>
      }
    >
      <p className="quiet">
        <Trans>
          JSON Lines, JSON or CSV, also compressed with gzip or zstd; exports of Obot, Airbyte, Airkit and Auditdesk are
          recognised.
        </Trans>{" "}
        {platform.canChooseFiles && t`Files can be dropped anywhere on this window, too.`}
      </p>
      {platform.canChooseFiles && (
        <div className="row">
          <Button icon="file" onPress={() => void choose(() => platform.chooseFiles(t`Files to import`))}>
            <Trans>Choose files…</Trans>
          </Button>
          <Button
            icon="folder"
            onPress={() =>
              void choose(async () => {
                const folder = await platform.chooseFolder(t`Folder to import`);
                return folder === null ? null : [folder];
              })
            }
          >
            <Trans>Choose a folder…</Trans>
          </Button>
        </div>
      )}
      <TextField
        label={t`Paths`}
        value={text}
        onChange={setText}
        rows={3}
        help={t`Files, or folders with everything below them; one per line.`}
        mono
      />
    </Dialog>
  );
}
