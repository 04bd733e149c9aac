import { t } from "@lingui/core/macro";
import { PasswordField, RadioGroup, TextField } from "../parts";
import { WAYS, type SignInWay } from "./draft";
import { Identity } from "./Identity";
import { KeyFileField } from "./KeyFileField";
import type { PlaceFieldsProps, PlaceUse } from "./PlaceFields";
import { keepsSecret, SECRET_NAMES, WAY_NAMES } from "./signIn";

type Props = Omit<PlaceFieldsProps, "onLeft">;

const KEEP = t`Keep what is stored`;

/** How to sign in, and what that takes. */
export function SignInFields({ draft, use, onChange }: Props) {
  return (
    <>
      <RadioGroup<SignInWay>
        label={t`Sign in with`}
        isRow
        value={draft.way}
        // A secret that was typed for one way is none for another.
        onChange={(way) => onChange({ way, secret: "", sessionToken: "" })}
        options={WAYS[draft.kind].map((way) => ({ id: way, text: WAY_NAMES[way] }))}
      />
      <WayFields draft={draft} use={use} onChange={onChange} />
    </>
  );
}

function WayFields({ draft, use, onChange }: Props) {
  const stored = keepsSecret(draft) ? KEEP : "";
  const secret = (
    <PasswordField
      label={SECRET_NAMES[draft.way] ?? ""}
      value={draft.secret}
      onChange={(typed) => onChange({ secret: typed })}
      placeholder={stored}
      help={secretHelp(draft.way, use)}
    />
  );
  switch (draft.way) {
    case "access_key":
    case "temporary_key":
      return (
        <>
          <div className="form-pair even">
            <TextField
              label={t`Access key id`}
              value={draft.accessKeyId}
              onChange={(accessKeyId) => onChange({ accessKeyId })}
              mono
            />
            {secret}
          </div>
          {draft.way === "temporary_key" && (
            <PasswordField
              label={t`Session token`}
              value={draft.sessionToken}
              onChange={(sessionToken) => onChange({ sessionToken })}
              placeholder={stored}
              help={t`Comes with the key and ends with it, after some hours.`}
            />
          )}
        </>
      );
    case "key_file":
      return <KeyFileField draft={draft} placeholder={stored} help={secretHelp(draft.way, use)} onChange={onChange} />;
    case "account_key":
      return secret;
    case "application":
      return (
        <>
          <div className="form-pair even">
            <TextField
              label={t`Tenant id`}
              value={draft.tenantId}
              onChange={(tenantId) => onChange({ tenantId })}
              mono
            />
            <TextField
              label={t`Client id`}
              value={draft.clientId}
              onChange={(clientId) => onChange({ clientId })}
              mono
            />
          </div>
          {secret}
        </>
      );
    case "ambient":
      return <Identity draft={draft} onChange={onChange} />;
    case "nothing":
      return null;
  }
}

function secretHelp(way: SignInWay, use: PlaceUse): string {
  const kept = t`Kept in the encrypted workspace.`;
  switch (way) {
    case "account_key":
      return t`${kept} It may do everything in the account; an application can be given less.`;
    case "application":
      return t`${kept} The secret's value, not its id.`;
    default:
      return `${kept} ${use === "write" ? t`The right to write is enough.` : t`The rights to list and to read are enough.`}`;
  }
}
