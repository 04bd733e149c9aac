import { ProgressBar as AriaProgressBar } from "react-aria-components";
import "./progress.css";

interface Props {
  /** Its accessible name. */
  label: string;
  /** From 0 to `total`. */
  value: number;
  /** 0: not known. */
  total: number;
}

/** A thin bar; without a total it only shows that something goes on. */
export function ProgressBar({ label, value, total }: Props) {
  const known = total > 0;
  return (
    <AriaProgressBar
      aria-label={label}
      isIndeterminate={!known}
      value={known ? Math.min(value, total) : 0}
      maxValue={known ? total : 1}
      className="progress"
    >
      {({ percentage }) => (
        <div
          className={known ? "progress-bar" : "progress-bar unknown"}
          style={known ? { width: `${percentage ?? 0}%` } : {}}
        />
      )}
    </AriaProgressBar>
  );
}
