import { Dialog, DialogTrigger, Popover as AriaPopover, type PopoverProps } from "react-aria-components";
import "./popover.css";

interface Props extends Omit<PopoverProps, "className" | "trigger" | "children"> {
  /** The button that opens it. */
  trigger: React.ReactNode;
  /** The accessible name of what opens. */
  label: string;
  children: React.ReactNode | ((close: () => void) => React.ReactNode);
}

/** A small panel beside its button; Escape and a click outside close it. */
export function Popover({ trigger, label, children, ...props }: Props) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover {...props} className="popover">
        <Dialog aria-label={label} className="popover-content">
          {({ close }) => <>{typeof children === "function" ? children(close) : children}</>}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
