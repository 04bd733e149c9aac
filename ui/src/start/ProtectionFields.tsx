import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Protection } from "../bindings/Protection";
import { Notice, PasswordField, RadioGroup } from "../parts";
import { PASSPHRASE_LEAST } from "./passphrase";

interface Props {
  /** Why the keyring cannot be used; `null` where it can. */
  keyringProblem: string | null;
  protection: Protection;
  onProtection: (protection: Protection) => void;
  passphrase: string;
  onPassphrase: (text: string) => void;
  repeated: string;
  onRepeated: (text: string) => void;
}

/** How to keep the key: keyring or passphrase, with what each protects against. */
export function ProtectionFields(props: Props) {
  const { keyringProblem, protection, passphrase, repeated } = props;
  const differs = repeated !== "" && passphrase !== repeated;
  return (
    <>
      <RadioGroup<Protection>
        label={t({ message: "Key", context: "encryption" })}
        value={protection}
        onChange={props.onProtection}
        options={[
          {
            id: "keyring",
            text: t`Keyring of this computer`,
            help: t`Opens without asking while you are signed in. Does not protect against programs that run as you.`,
            isDisabled: keyringProblem !== null,
          },
          {
            id: "passphrase",
            text: t`Passphrase`,
            help: t`Asked for at every start. Nobody can recover it: without it the workspace stays closed for good.`,
          },
        ]}
      />
      {keyringProblem !== null && (
        <Notice>
          <Trans>The keyring cannot be used here: {keyringProblem}</Trans>
        </Notice>
      )}
      {protection === "passphrase" && (
        <>
          <PasswordField
            label={t`Passphrase`}
            value={passphrase}
            onChange={props.onPassphrase}
            help={t`At least ${PASSPHRASE_LEAST} characters; several words are best.`}
          />
          <PasswordField
            label={t`Repeat passphrase`}
            value={repeated}
            onChange={props.onRepeated}
            error={differs ? t`The two do not match.` : null}
          />
        </>
      )}
    </>
  );
}
