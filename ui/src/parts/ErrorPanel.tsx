import type { WireError } from "../bindings/WireError";
import { ERROR_ACTIONS, ERRORS, type ErrorAction } from "../errors";
import { Button } from "./Button";
import { Icon } from "./Icon";
import "./states.css";

interface Props {
  error: WireError;
  /** What this place can carry out. The table in `errors.ts` says which one fits the error. */
  actions?: Partial<Record<ErrorAction, () => void>>;
}

/** An error where it happened: what, why, and a button where there is something to do. */
export function ErrorPanel({ error, actions }: Props) {
  const { severity, title, action } = ERRORS[error.code];
  const act = action === null ? undefined : actions?.[action];
  return (
    <div role="alert" className={`notice ${severity}`}>
      <Icon name={severity === "error" ? "fail" : severity === "warning" ? "warning" : "info"} />
      <div className="grow">
        <strong>{title}</strong>
        <p className="break">{error.message}</p>
      </div>
      {action !== null && act && <Button onPress={act}>{ERROR_ACTIONS[action]}</Button>}
    </div>
  );
}
