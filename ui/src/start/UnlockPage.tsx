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
    <main className="start" aria-label="Unlock">
      <form
        className="start-form"
        aria-label="Unlock workspace"
        onSubmit={(event) => {
          event.preventDefault();
          if (!asked || passphrase !== "") open();
        }}
      >
        <div className="row">
          <Icon name="lock" size={18} />
          <h1>Workspace locked</h1>
        </div>
        <p className="quiet mono break">{status.path}</p>
        {asked ? (
          <PasswordField
            label="Passphrase"
            value={passphrase}
            onChange={setPassphrase}
            // Nothing else can be done on this page.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            error={wrong}
          />
        ) : (
          <p>Its key is in the keyring of this computer.</p>
        )}
        {!asked && status.keyring_problem !== null && (
          <Notice kind="warning">The keyring cannot be used now: {status.keyring_problem}</Notice>
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
            {unlock.isPending ? "Unlocking…" : "Unlock"}
          </Button>
        </div>
        {sample.error && <ErrorPanel error={sample.error} />}
        <div className="row start-other">
          <span className="faint grow">Nothing to unlock with at hand?</span>
          <Button kind="quiet" isPending={sample.isPending} onPress={() => sample.mutate({})}>
            Open sample workspace
          </Button>
        </div>
      </form>
    </main>
  );
}
