import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuTrigger,
  Popover,
  Separator,
  Text,
  type MenuItemProps as AriaMenuItemProps,
} from "react-aria-components";
import { Icon, type IconName } from "./Icon";
import "./popover.css";
import "./menu.css";

interface MenuProps {
  /** The button that opens it. */
  trigger: React.ReactNode;
  /** The accessible name of the list. */
  label: string;
  children: React.ReactNode;
}

export function Menu({ trigger, label, children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="popover" offset={4}>
        <AriaMenu aria-label={label} className="menu">
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

interface MenuItemProps extends Omit<AriaMenuItemProps, "className" | "children" | "textValue"> {
  text: string;
  icon?: IconName;
  shortcut?: string;
  danger?: boolean;
}

export function MenuItem({ text, icon, shortcut, danger = false, ...props }: MenuItemProps) {
  return (
    <AriaMenuItem {...props} textValue={text} className={danger ? "menu-item danger" : "menu-item"}>
      <span className="menu-icon">{icon && <Icon name={icon} />}</span>
      <Text slot="label" className="grow cut">
        {text}
      </Text>
      {shortcut && <kbd className="kbd">{shortcut}</kbd>}
    </AriaMenuItem>
  );
}

export function MenuSeparator() {
  return <Separator className="menu-separator" />;
}
