import { t } from "@lingui/core/macro";
import { useState } from "react";
import { FieldError, Input, Label, Text, TextField as AriaTextField } from "react-aria-components";
import { Button } from "./Button";
import type { TextFieldProps } from "./TextField";
import "./field.css";

type Props = Omit<TextFieldProps, "rows" | "mono" | "after" | "type">;

/** A field for a secret, which can be shown while it is typed. */
export function PasswordField({ label, help, error, placeholder, ...props }: Props) {
  const [shown, setShown] = useState(false);
  return (
    // "aria" as in TextField: a wrong passphrase must not keep the form from being sent again.
    <AriaTextField
      {...props}
      type={shown ? "text" : "password"}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className="field"
    >
      <Label className="label">{label}</Label>
      <div className="field-line">
        <Input className="input mono" placeholder={placeholder ?? ""} spellCheck={false} autoComplete="off" />
        <Button kind="quiet" onPress={() => setShown(!shown)} aria-label={shown ? t`Hide ${label}` : t`Show ${label}`}>
          {shown ? t`Hide` : t`Show`}
        </Button>
      </div>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
