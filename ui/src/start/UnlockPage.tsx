import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { WorkspaceStatus } from "../bindings/WorkspaceStatus";
import { Button, ErrorPanel, Icon, Notice, PasswordField } from "../parts";
import { resetRoute } from "../router";
import { useCommand } from "../rpc";
import "./start.css";

/** Opens a locked workspace. */
export function UnlockPage({ status }: { status: WorkspaceStatus }) {
  const [passphrase, setPassphrase] = useState("");
  const unlock = useCommand("workspace_unlock", { onSettled: () => setPassphrase("") });
  const sample = useCommand("sample_open", { onSuccess: resetRoute });
  const asked = status.protection === "passphrase";
  const wrong = asked && unlock.error?.code === "wrong_key" ? unlock.error.message : null;

  function open(): void {
    unlock.mutate({ passphrase: asked ? passphrase : null });
  }

  return (
    <main className="start" aria-label={t`Unlock`}>
      <form
        className="start-form"
        aria-label={t`Unlock workspace`}
        onSubmit={(event) => {
          event.preventDefault();
          if (!asked || passphrase !== "") open();
        }}
      >
        <div className="row">
          <Icon name="lock" size={18} />
          <h1>
            <Trans>Workspace locked</Trans>
          </h1>
        </div>
        <p className="quiet mono break">{status.path}</p>
        {asked ? (
          <PasswordField
            label={t`Passphrase`}
            value={passphrase}
            onChange={setPassphrase}
            // Nothing else can be done on this page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            error={wrong}
          />
        ) : (
          <p>
            <Trans>Its key is in the keyring of this computer.</Trans>
          </p>
        )}
        {!asked && status.keyring_problem !== null && (
          <Notice kind="warning">
            <Trans>The keyring cannot be used now: {status.keyring_problem}</Trans>
          </Notice>
        )}
        {unlock.error && wrong === null && <ErrorPanel error={unlock.error} actions={{ retry: open }} />}
        <div className="row end">
          <Button
            type="submit"
            kind="primary"
            icon="unlock"
            isPending={unlock.isPending}
            isDisabled={asked && passphrase === ""}
          >
            {unlock.isPending ? t`Unlocking…` : t`Unlock`}
          </Button>
        </div>
        {sample.error && <ErrorPanel error={sample.error} />}
        <div className="row start-other">
          <span className="faint grow">
            <Trans>Nothing to unlock with at hand?</Trans>
          </span>
          <Button kind="quiet" isPending={sample.isPending} onPress={() => sample.mutate({})}>
            <Trans>Open sample workspace</Trans>
          </Button>
        </div>
      </form>
    </main>
  );
}
