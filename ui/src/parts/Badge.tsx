import { Icon, type IconName } from "./Icon";
import "./states.css";

interface Props {
  kind?: "plain" | "good" | "warning" | "bad" | "active";
  icon?: IconName;
  children: React.ReactNode;
}

/** A state in a word. The colour only repeats what the word says. */
export function Badge({ kind = "plain", icon, children }: Props) {
  return (
    <span className={`badge ${kind}`}>
      {icon && <Icon name={icon} size={13} />}
      {children}
    </span>
  );
}
