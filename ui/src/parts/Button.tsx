import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Icon, type IconName } from "./Icon";
import { Tooltip } from "./Tooltip";
import "./button.css";

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  children: React.ReactNode;
  /** `primary`: the one thing to do here. `danger`: takes something away. `quiet`: no border. */
  kind?: "normal" | "primary" | "danger" | "quiet";
  icon?: IconName;
}

export function Button({ children, kind = "normal", icon, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={`button ${kind}`}>
      {icon && <Icon name={icon} />}
      <span className="cut">{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children" | "aria-label"> {
  icon: IconName;
  /** Its accessible name, also shown as a tooltip. */
  label: string;
  /** A key that does the same, shown in the tooltip. */
  shortcut?: string;
  size?: "normal" | "small";
}

export function IconButton({ icon, label, shortcut, size = "normal", ...props }: IconButtonProps) {
  return (
    <Tooltip text={shortcut ? `${label} (${shortcut})` : label}>
      <AriaButton {...props} aria-label={label} className={`button quiet icon-only ${size}`}>
        <Icon name={icon} size={size === "small" ? 13 : 15} />
      </AriaButton>
    </Tooltip>
  );
}
