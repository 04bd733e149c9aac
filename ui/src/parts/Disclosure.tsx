import { Button, Disclosure as AriaDisclosure, DisclosurePanel } from "react-aria-components";
import { Icon } from "./Icon";
import "./button.css";
import "./field.css";

interface Props {
  title: string;
  /** Whether it is open at the start. */
  isOpen?: boolean;
  children: React.ReactNode;
}

/** Fields that few need, behind a button. */
export function Disclosure({ title, isOpen = false, children }: Props) {
  return (
    <AriaDisclosure defaultExpanded={isOpen} className="disclosure">
      {({ isExpanded }) => (
        <>
          <Button slot="trigger" className="button quiet">
            <Icon name={isExpanded ? "chevron-down" : "chevron-right"} />
            <span className="cut">{title}</span>
          </Button>
          <DisclosurePanel className="disclosure-panel">
            <div className="stack form">{children}</div>
          </DisclosurePanel>
        </>
      )}
    </AriaDisclosure>
  );
}
