import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import "./popover.css";

/** Words that appear beside a focusable part. Never the only place where something is said. */
export function Tooltip({ text, children }: { text: React.ReactNode; children: React.ReactNode }) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className="tooltip" offset={4}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
