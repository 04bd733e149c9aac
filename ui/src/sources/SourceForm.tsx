import { useState } from "react";
import type { CredentialInput } from "../bindings/CredentialInput";
import type { SourceConfig } from "../bindings/SourceConfig";
import type { SourceInfo } from "../bindings/SourceInfo";
import { CaField } from "../connection/CaField";
import { Checklist } from "../connection/Checklist";
import { useChecklist } from "../connection/useChecklist";
import { Button, Dialog, ErrorPanel, PasswordField, RadioGroup, tellError, TextField } from "../parts";
import { rpc, useCommand } from "../rpc";
import { SignInSteps } from "./SignInSteps";
import { suggestedName } from "./status";

type CredentialKind = CredentialInput["kind"];

interface Props {
  /** The source to edit; `null` adds one. */
  source: SourceInfo | null;
  onClose: () => void;
  onSaved: (source: SourceInfo) => void;
}

/** Adds or edits a source, with the connection test inline. */
export function SourceForm({ source, onClose, onSaved }: Props) {
  const [name, setName] = useState(source?.name ?? "");
  const [url, setUrl] = useState(source?.config.url ?? "");
  const [caPem, setCaPem] = useState(source?.config.ca_pem ?? "");
  const [kind, setKind] = useState<CredentialKind>(source ? "stored" : "api_key");
  const [key, setKey] = useState("");
  const [flow, setFlow] = useState<number | null>(null);
  const checklist = useChecklist();
  const sync = useCommand("source_sync", { onError: tellError });
  const add = useCommand("source_add");
  const update = useCommand("source_update");
  const save = source ? update : add;

  const config: SourceConfig = { kind: "obot", url: url.trim(), ca_pem: caPem };
  const credential = credentialOf(kind, key.trim(), flow);
  const ready = config.url !== "" && credential !== null;

  // A changed form has not been tested.
  function changing<T>(set: (value: T) => void): (value: T) => void {
    return (value) => {
      checklist.clear();
      set(value);
    };
  }

  function test(): void {
    if (credential === null) return;
    void checklist.run((ticket) => rpc("source_test", { id: source?.id ?? null, config, credential, ticket }));
  }

  function submit(): void {
    if (credential === null || name.trim() === "" || !ready) return;
    const wanted = { name: name.trim(), config, credential };
    if (source) {
      update.mutate({ id: source.id, ...wanted }, { onSuccess: onSaved });
    } else {
      add.mutate(wanted, {
        onSuccess: (added) => {
          sync.mutate({ id: added.id });
          onSaved(added);
        },
      });
    }
  }

  return (
    <Dialog
      title={source ? `Edit ${source.name}` : "Add source"}
      size="wide"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button isDisabled={!ready} isPending={checklist.running} onPress={test}>
            Test connection
          </Button>
          <div className="grow" />
          <Button onPress={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="source-form"
            kind="primary"
            isDisabled={!ready || name.trim() === ""}
            isPending={save.isPending}
          >
            {source ? "Save" : "Add and sync"}
          </Button>
        </>
      }
    >
      <form
        id="source-form"
        className="stack form"
        aria-label="Source"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="form-pair">
          <TextField
            label="Obot address"
            value={url}
            onChange={changing(setUrl)}
            onBlur={() => {
              if (name === "") setName(suggestedName(url.trim()));
            }}
            placeholder="https://obot.example.com"
            help="As you would type it into the browser."
            mono
          />
          <TextField label="Name" value={name} onChange={setName} help="How it is called here." />
        </div>
        <RadioGroup<CredentialKind>
          label="Sign-in"
          value={kind}
          onChange={changing(setKind)}
          options={[
            ...(source ? [{ id: "stored" as const, text: "Keep what is stored" }] : []),
            {
              id: "api_key",
              text: "API key",
              help: "Of a user with the role Auditor: other roles see no request and response bodies.",
            },
            { id: "signed_in", text: "Through the browser", help: "The server gives Auditdesk a key of its own." },
            { id: "none", text: "None", help: "For a server with authentication switched off." },
          ]}
        />
        {kind === "api_key" && <PasswordField label="API key" value={key} onChange={changing(setKey)} />}
        {kind === "signed_in" && <SignInSteps config={config} onFlow={changing(setFlow)} />}
        <CaField value={caPem} onChange={changing(setCaPem)} />
      </form>
      <Checklist state={checklist} />
      {save.error && <ErrorPanel error={save.error} actions={{ retry: submit }} />}
    </Dialog>
  );
}

function credentialOf(kind: CredentialKind, key: string, flow: number | null): CredentialInput | null {
  switch (kind) {
    case "api_key":
      return key === "" ? null : { kind, key };
    case "signed_in":
      return flow === null ? null : { kind, flow };
    case "none":
    case "stored":
      return { kind };
  }
}
