import { t } from "@lingui/core/macro";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { Icon } from "./Icon";
import type { Option } from "./Select";
import "./field.css";
import "./popover.css";

interface Props {
  label: string;
  options: readonly Option<string>[];
  value: string;
  onChange: (value: string) => void;
  help?: string;
}

/** A choice among hundreds: type to search. */
export function SearchSelect({ label, options, value, onChange, help }: Props) {
  return (
    <ComboBox
      className="field"
      defaultItems={options}
      value={value}
      menuTrigger="focus"
      onChange={(key) => {
        if (typeof key === "string") onChange(key);
      }}
    >
      <Label className="label">{label}</Label>
      <div className="field-line with-chevron">
        <Input className="input" spellCheck={false} autoComplete="off" />
        <Button className="button quiet icon-only" aria-label={t`Show the choices of ${label}`}>
          <Icon name="chevron-down" />
        </Button>
      </div>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <ListBox<Option<string>> className="list-box">
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.text} className="list-item">
              {option.text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
