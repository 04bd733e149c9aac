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
        label="Key"
        value={protection}
        onChange={props.onProtection}
        options={[
          {
            id: "keyring",
            text: "Keyring of this computer",
            help: "Opens without asking while you are signed in. Does not protect against programs that run as you.",
            isDisabled: keyringProblem !== null,
          },
          {
            id: "passphrase",
            text: "Passphrase",
            help: "Asked for at every start. Nobody can recover it: without it the workspace stays closed for good.",
          },
        ]}
      />
      {keyringProblem !== null && <Notice>The keyring cannot be used here: {keyringProblem}</Notice>}
      {protection === "passphrase" && (
        <>
          <PasswordField
            label="Passphrase"
            value={passphrase}
            onChange={props.onPassphrase}
            help={`At least ${PASSPHRASE_LEAST} characters; several words are best.`}
          />
          <PasswordField
            label="Repeat passphrase"
            value={repeated}
            onChange={props.onRepeated}
            error={differs ? "The two do not match." : null}
          />
        </>
      )}
    </>
  );
}
