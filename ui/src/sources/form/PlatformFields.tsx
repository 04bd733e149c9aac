import { t } from "@lingui/core/macro";
import { CaField } from "../../connection/CaField";
import { PasswordField, RadioGroup, TextField } from "../../parts";
import type { FieldsProps } from "./ConnectionFields";
import { configOf, isConnectionFilled, type SourceDraft } from "./draft";
import { SignInSteps } from "./SignInSteps";

/** An Obot server: address and sign-in. */
export function ObotFields({ draft, isNew, onChange, onLeft }: FieldsProps) {
  const config = configOf(draft);
  return (
    <>
      <AddressField label={t`Obot address`} placeholder="https://obot.example.com" {...{ draft, onChange, onLeft }} />
      <RadioGroup<SourceDraft["credential"]>
        label={t`Sign-in`}
        value={draft.credential}
        onChange={(credential) => onChange({ credential, secret: "", flow: null })}
        options={[
          ...(isNew ? [] : [{ id: "stored" as const, text: t`Keep what is stored` }]),
          {
            id: "api_key",
            text: t`API key`,
            help: t`Of a user with the role Auditor: other roles see no request and response bodies.`,
          },
          { id: "signed_in", text: t`Through the browser`, help: t`The server gives Auditdesk a key of its own.` },
          { id: "none", text: t`None`, help: t`For a server with authentication switched off.` },
        ]}
      />
      {draft.credential === "api_key" && (
        <PasswordField label={t`API key`} value={draft.secret} onChange={(secret) => onChange({ secret })} />
      )}
      {draft.credential === "signed_in" && config && (
        <SignInSteps config={config} isReady={isConnectionFilled(draft)} onFlow={(flow) => onChange({ flow })} />
      )}
      <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />
    </>
  );
}

/** A PodWarden instance: address, token, and which rows are the own requests. */
export function PodwardenFields({ draft, isStored, onChange, onLeft }: FieldsProps) {
  const key = draft.secret.trim();
  const problem = key.startsWith("pwc_")
    ? t`This is a key of PodWarden Hub. It does not open an instance: create a token under Settings, MCP tokens.`
    : null;
  return (
    <>
      <AddressField
        label={t`PodWarden address`}
        placeholder="https://podwarden.example.com"
        {...{ draft, onChange, onLeft }}
      />
      <PasswordField
        label={t`Token`}
        value={draft.secret}
        onChange={(secret) => onChange({ secret })}
        placeholder={isStored ? t`Keep what is stored` : ""}
        help={t`An MCP token (pwm_…) or a session token of a user with the role viewer or admin.`}
        error={problem}
      />
      <TextField
        label={t`Name of this token`}
        value={draft.ownToken}
        onChange={(ownToken) => onChange({ ownToken })}
        placeholder="auditor-desktop"
        help={t`PodWarden logs every request of an MCP token, those of Auditdesk, too. By this name they are marked as own polling.`}
        mono
      />
      <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />
    </>
  );
}

/** Airbyte's read API: address, organization, token. */
export function AirbyteFields({ draft, isStored, onChange, onLeft }: FieldsProps) {
  return (
    <>
      <AddressField
        label={t`Airbyte API address`}
        placeholder="https://airbyte.example.com"
        help={t`Without /api/v1.`}
        {...{ draft, onChange, onLeft }}
      />
      <TextField
        label={t`Organization id`}
        value={draft.organization}
        onChange={(organization) => onChange({ organization })}
        placeholder="00000000-0000-0000-0000-000000000000"
        mono
      />
      <PasswordField
        label={t`Token`}
        value={draft.secret}
        onChange={(secret) => onChange({ secret })}
        placeholder={isStored ? t`Keep what is stored` : ""}
        help={t`A bearer token of an administrator of the organization.`}
      />
      <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />
    </>
  );
}

interface AddressProps extends Pick<FieldsProps, "draft" | "onChange" | "onLeft"> {
  label: string;
  placeholder: string;
  help?: string;
}

function AddressField({
  draft,
  onChange,
  onLeft,
  help = t`As you would type it into the browser.`,
  ...words
}: AddressProps) {
  return (
    <TextField {...words} value={draft.url} onChange={(url) => onChange({ url })} onBlur={onLeft} help={help} mono />
  );
}
