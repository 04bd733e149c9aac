import {
  Checkbox as AriaCheckbox,
  Label,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  Switch as AriaSwitch,
  type CheckboxProps as AriaCheckboxProps,
  type SwitchProps as AriaSwitchProps,
} from "react-aria-components";
import { Icon } from "./Icon";
import "./field.css";

interface CheckboxProps extends Omit<AriaCheckboxProps, "className" | "children"> {
  children: React.ReactNode;
  help?: string;
}

export function Checkbox({ children, help, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className="choice">
      {({ isIndeterminate }) => (
        <>
          <span className="choice-box">
            <Icon name={isIndeterminate ? "minus" : "check"} size={12} />
          </span>
          <Words help={help}>{children}</Words>
        </>
      )}
    </AriaCheckbox>
  );
}

interface SwitchProps extends Omit<AriaSwitchProps, "className" | "children"> {
  children: React.ReactNode;
  help?: string;
}

export function Switch({ children, help, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className="choice">
      <span className="switch-track" />
      <Words help={help}>{children}</Words>
    </AriaSwitch>
  );
}

interface RadioGroupProps<T extends string> {
  label: string;
  options: readonly { id: T; text: string; help?: React.ReactNode; isDisabled?: boolean }[];
  value: T;
  onChange: (value: T) => void;
  /** Side by side, for a few short words. */
  isRow?: boolean;
}

export function RadioGroup<T extends string>({ label, options, value, onChange, isRow = false }: RadioGroupProps<T>) {
  return (
    <AriaRadioGroup
      className={isRow ? "radio-group in-row" : "radio-group"}
      orientation={isRow ? "horizontal" : "vertical"}
      value={value}
      onChange={(chosen) => {
        const option = options.find(({ id }) => id === chosen);
        if (option) onChange(option.id);
      }}
    >
      <Label className="label">{label}</Label>
      {options.map((option) => (
        <AriaRadio key={option.id} value={option.id} isDisabled={option.isDisabled ?? false} className="choice">
          <span className="choice-box round" />
          <Words help={option.help}>{option.text}</Words>
        </AriaRadio>
      ))}
    </AriaRadioGroup>
  );
}

function Words({ children, help }: { children: React.ReactNode; help: React.ReactNode }) {
  return (
    <span className="stack tight" style={{ gap: 0 }}>
      <span>{children}</span>
      {help && <span className="help">{help}</span>}
    </span>
  );
}
