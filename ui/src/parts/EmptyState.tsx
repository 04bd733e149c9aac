import { Icon, type IconName } from "./Icon";
import "./states.css";

interface Props {
  icon: IconName;
  title: string;
  /** What it means and what to do. */
  children?: React.ReactNode;
  actions?: React.ReactNode;
}

/** What stands where there is nothing to show. */
export function EmptyState({ icon, title, children, actions }: Props) {
  return (
    <div className="empty-state">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {children && <div className="quiet">{children}</div>}
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
