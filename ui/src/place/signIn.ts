import { t } from "@lingui/core/macro";
import type { CredentialInput } from "../bindings/CredentialInput";
import type { PlaceDraft, SignInWay } from "./draft";

/** The ways to sign in, in words. */
export const WAY_NAMES: Record<SignInWay, string> = {
  access_key: t`Access key`,
  temporary_key: t`Temporary key`,
  key_file: t`Key file`,
  account_key: t`Account key`,
  application: t`Application`,
  ambient: t`Identity of this machine`,
  nothing: t`Nothing`,
};

/** What the secret of each way is called; `null` where there is none. */
export const SECRET_NAMES: Record<SignInWay, string | null> = {
  access_key: t`Secret access key`,
  temporary_key: t`Secret access key`,
  key_file: t`Key file (JSON)`,
  account_key: t`Account key`,
  application: t`Client secret`,
  ambient: null,
  nothing: null,
};

/** Whether a secret is stored that signs in this way. Of an access key it is not told whether a session token is with it. */
export function keepsSecret({ stored, way }: PlaceDraft): boolean {
  return stored === way || (stored === "access_key" && way === "temporary_key");
}

/** What signs in, for the core; `null` while a part of it is missing. */
export function credentialOf(draft: PlaceDraft): CredentialInput | null {
  const { way } = draft;
  if (way === "ambient" || way === "nothing") return { kind: "none" };
  if ((way === "access_key" || way === "temporary_key") && draft.accessKeyId.trim() === "") return null;
  if (way === "application" && (draft.tenantId.trim() === "" || draft.clientId.trim() === "")) return null;
  const key = draft.secret.trim();
  const token = draft.sessionToken.trim();
  if (key === "" && token === "") return keepsSecret(draft) ? { kind: "stored" } : null;
  if (way !== "temporary_key") return key === "" ? null : { kind: "api_key", key };
  return key === "" || token === "" ? null : { kind: "session", key, token };
}

/** Whose key a key file of Google is; `undefined`: the text is no such file. */
export function keyFileOwner(text: string): string | undefined {
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file !== "object" || file === null || !("client_email" in file)) return undefined;
    return typeof file.client_email === "string" ? file.client_email : undefined;
  } catch {
    return undefined;
  }
}
