import { t } from "@lingui/core/macro";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from "react-aria-components";
import { Icon } from "./Icon";
import "./field.css";
import "./popover.css";

export interface Option<T extends string> {
  id: T;
  text: string;
  help?: string;
}

interface Props<T extends string> {
  label: string;
  /** Hides the label from the eye where the place says it already. */
  hideLabel?: boolean;
  options: readonly Option<T>[];
  value: T | null;
  onChange: (value: T) => void;
  help?: string;
  placeholder?: string;
  isDisabled?: boolean;
}

export function Select<T extends string>({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  help,
  placeholder = t`Choose…`,
  isDisabled = false,
}: Props<T>) {
  const chosen = options.find(({ id }) => id === value);
  return (
    <AriaSelect
      className="field"
      value={value}
      isDisabled={isDisabled}
      placeholder={placeholder}
      onChange={(key) => {
        const option = options.find(({ id }) => id === key);
        if (option) onChange(option.id);
      }}
    >
      <Label className={hideLabel ? "visually-hidden" : "label"}>{label}</Label>
      <Button className="select-button">
        <SelectValue<Option<T>> className="cut">
          {({ defaultChildren, isPlaceholder }) => (isPlaceholder ? defaultChildren : chosen?.text)}
        </SelectValue>
        <Icon name="chevron-down" />
      </Button>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="popover select-popover" offset={4}>
        <ListBox className="list-box">
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.text} className="list-item">
              <Text slot="label">{option.text}</Text>
              {option.help && (
                <Text slot="description" className="help">
                  {option.help}
                </Text>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
