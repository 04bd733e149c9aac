import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Protection } from "../bindings/Protection";
import { Button, Dialog, ErrorPanel, tell } from "../parts";
import { useCommand } from "../rpc";
import { passphraseProblem } from "../start/passphrase";
import { ProtectionFields } from "../start/ProtectionFields";

interface Props {
  current: Protection;
  keyringProblem: string | null;
  onClose: () => void;
}

/** Gives the workspace a new key and another place for it, or another passphrase. */
export function ChangeProtection({ current, keyringProblem, onClose }: Props) {
  const [protection, setProtection] = useState<Protection>(current);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const change = useCommand("workspace_change_protection", {
    onSuccess: () => {
      onClose();
      tell(t`Protection changed`, t`The workspace has a new key.`);
    },
  });
  const problem = protection === "passphrase" ? passphraseProblem(passphrase, repeated) : null;
  return (
    <Dialog
      title={t`Change protection`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            type="submit"
            form="protection-form"
            kind="primary"
            isDisabled={problem !== null}
            isPending={change.isPending}
          >
            {change.isPending ? t`Changing…` : t`Change`}
          </Button>
        </>
      }
    >
      <form
        id="protection-form"
        className="stack form"
        aria-label={t`Protection`}
        onSubmit={(event) => {
          event.preventDefault();
          if (problem === null) {
            change.mutate({ protection, passphrase: protection === "passphrase" ? passphrase : null });
          }
        }}
      >
        <ProtectionFields
          keyringProblem={keyringProblem}
          protection={protection}
          onProtection={setProtection}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          repeated={repeated}
          onRepeated={setRepeated}
        />
        <p className="quiet">
          <Trans>The file gets a new key. What opened it before opens it no longer.</Trans>
        </p>
      </form>
      {change.error && (
        <ErrorPanel error={change.error} actions={{ use_passphrase: () => setProtection("passphrase") }} />
      )}
    </Dialog>
  );
}
