import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components";
import "./field.css";

export interface TextFieldProps extends Omit<AriaTextFieldProps, "className" | "children"> {
  label: string;
  /** One line of help below. */
  help?: React.ReactNode;
  /** What is wrong with the value. */
  error?: string | null;
  placeholder?: string;
  /** More than one line: how many. */
  rows?: number;
  /** For addresses, keys and the like. */
  mono?: boolean;
  /** A button at its end. */
  after?: React.ReactNode;
}

export function TextField({ label, help, error, placeholder, rows, mono = false, after, ...props }: TextFieldProps) {
  const className = mono ? "input mono" : "input";
  // Not "native": the browser would then refuse to submit the form again after an answer that found fault with the field.
  return (
    <AriaTextField {...props} isInvalid={Boolean(error)} validationBehavior="aria" className="field">
      <Label className="label">{label}</Label>
      <div className="field-line">
        {rows === undefined ? (
          <Input className={className} placeholder={placeholder ?? ""} spellCheck={false} autoComplete="off" />
        ) : (
          <TextArea className={className} rows={rows} placeholder={placeholder ?? ""} spellCheck={false} />
        )}
        {after}
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
