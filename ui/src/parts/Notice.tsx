import { Icon } from "./Icon";
import "./states.css";

/** A remark beside what it is about. */
export function Notice({ kind = "info", children }: { kind?: "info" | "warning"; children: React.ReactNode }) {
  return (
    <div className={`notice ${kind}`}>
      <Icon name={kind} />
      <div className="grow break">{children}</div>
    </div>
  );
}
