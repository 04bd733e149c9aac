import { t } from "@lingui/core/macro";
import { PasswordField, ReadFile } from "../parts";
import type { PlaceDraft } from "./draft";
import { keyFileOwner } from "./signIn";

interface Props {
  draft: PlaceDraft;
  placeholder: string;
  help: string;
  onChange: (change: Partial<PlaceDraft>) => void;
}

/** The key file of a Google service account: pasted, or read from a file. */
export function KeyFileField({ draft, placeholder, help, onChange }: Props) {
  const text = draft.secret.trim();
  const owner = text === "" ? undefined : keyFileOwner(text);
  return (
    <div className="stack tight">
      <PasswordField
        label={t`Key file (JSON)`}
        value={draft.secret}
        onChange={(secret) => onChange({ secret })}
        placeholder={placeholder}
        help={owner === undefined ? help : t`Key of ${owner}.`}
        error={
          text !== "" && owner === undefined
            ? t`This is no key file of a service account: paste the whole file, from ${"{"} to ${"}"}.`
            : null
        }
      />
      <div className="row">
        <ReadFile types={[".json"]} onText={(secret) => onChange({ secret })} />
      </div>
    </div>
  );
}
