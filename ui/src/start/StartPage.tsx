import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Protection } from "../bindings/Protection";
import type { WorkspaceStatus } from "../bindings/WorkspaceStatus";
import { Button, ErrorPanel, Icon } from "../parts";
import { openSourceDialog, resetRoute } from "../router";
import { useCommand } from "../rpc";
import { passphraseProblem } from "./passphrase";
import { ProtectionFields } from "./ProtectionFields";
import "./start.css";

/** The first start: look at the sample, or create a workspace for a server of one's own. */
export function StartPage({ status }: { status: WorkspaceStatus }) {
  const [creating, setCreating] = useState(false);
  return (
    <main className="start" aria-label={t`First start`}>
      <header>
        <h1>Auditdesk</h1>
        <p className="quiet">
          <Trans>
            Reads the audit logs of your AI platforms into one encrypted file on this computer, where you search them
            offline and export them to your own storage.
          </Trans>
        </p>
      </header>
      {creating ? (
        <CreateWorkspace status={status} onBack={() => setCreating(false)} />
      ) : (
        <div className="start-choices">
          <SampleChoice />
          <section className="start-choice" aria-label={t`Own workspace`}>
            <Icon name="server" size={20} />
            <h2>
              <Trans>Connect a source</Trans>
            </h2>
            <p className="quiet">
              <Trans>
                Create your workspace, then connect Obot, PodWarden, Airbyte or Airkit, a bucket of audit logs, or bring
                in files.
              </Trans>
            </p>
            <Button kind="primary" onPress={() => setCreating(true)}>
              <Trans>Create workspace…</Trans>
            </Button>
          </section>
        </div>
      )}
    </main>
  );
}

/** Opens the sample workspace. */
export function SampleChoice() {
  const open = useCommand("sample_open", { onSuccess: resetRoute });
  return (
    <section className="start-choice" aria-label={t`Sample workspace`}>
      <Icon name="play" size={20} />
      <h2>
        <Trans>Look around first</Trans>
      </h2>
      <p className="quiet">
        <Trans>
          A sample workspace with stand-ins of four platforms on this computer: made-up people, servers and calls, with
          live traffic. Nothing leaves the machine.
        </Trans>
      </p>
      {open.error && <ErrorPanel error={open.error} actions={{ retry: () => open.mutate({}) }} />}
      <Button isPending={open.isPending} onPress={() => open.mutate({})}>
        {open.isPending ? t`Opening…` : t`Open sample workspace`}
      </Button>
    </section>
  );
}

function CreateWorkspace({ status, onBack }: { status: WorkspaceStatus; onBack: () => void }) {
  const [protection, setProtection] = useState<Protection>(status.keyring_problem === null ? "keyring" : "passphrase");
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const create = useCommand("workspace_create", { onSuccess: () => openSourceDialog("add") });
  const problem = protection === "passphrase" ? passphraseProblem(passphrase, repeated) : null;

  return (
    <form
      className="start-form"
      aria-label={t`Create workspace`}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) {
          create.mutate({ protection, passphrase: protection === "passphrase" ? passphrase : null });
        }
      }}
    >
      <h2>
        <Trans>Create workspace</Trans>
      </h2>
      <p className="quiet">
        <Trans>
          The workspace is one encrypted file in <span className="mono break">{status.path}</span>. How should its key
          be kept?
        </Trans>
      </p>
      <ProtectionFields
        keyringProblem={status.keyring_problem}
        protection={protection}
        onProtection={setProtection}
        passphrase={passphrase}
        onPassphrase={setPassphrase}
        repeated={repeated}
        onRepeated={setRepeated}
      />
      {create.error && (
        <ErrorPanel error={create.error} actions={{ use_passphrase: () => setProtection("passphrase") }} />
      )}
      <div className="row end">
        <Button onPress={onBack}>
          <Trans>Back</Trans>
        </Button>
        <Button type="submit" kind="primary" isDisabled={problem !== null} isPending={create.isPending}>
          {create.isPending ? t`Creating…` : t`Create workspace`}
        </Button>
      </div>
    </form>
  );
}
