import {
  Button,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  ListLayout,
  Popover,
  Text,
  Virtualizer,
} from "react-aria-components";
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
      <div className="field-line">
        <Input className="input" spellCheck={false} autoComplete="off" />
        <Button className="button quiet icon-only">
          <Icon name="chevron-down" />
        </Button>
      </div>
      {help && (
        <Text slot="description" className="help">
          {help}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: 26 }}>
          <ListBox<Option<string>> className="list-box" style={{ height: 280, width: 360 }}>
            {(option) => (
              <ListBoxItem id={option.id} textValue={option.text} className="list-item">
                {option.text}
              </ListBoxItem>
            )}
          </ListBox>
        </Virtualizer>
      </Popover>
    </ComboBox>
  );
}
