import { Icon } from "./Icon";
import "./states.css";

/** A mark beside what something is wrong with, and what that is. */
export function TroubleMark({ text }: { text: string }) {
  return (
    <span className="trouble-mark" title={text}>
      <Icon name="alert" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
