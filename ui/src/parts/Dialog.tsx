import { t } from "@lingui/core/macro";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";
import "./dialog.css";

interface Props {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `alert` for a question that takes something away: a click outside does not answer it. */
  role?: "dialog" | "alertdialog";
  /** `large` leaves room for two columns, `full` takes what the window has. */
  size?: "small" | "normal" | "wide" | "large" | "full";
  /** There is nothing in it to move to but text: the keyboard scrolls it. */
  isText?: boolean;
  /** The buttons, the main one last. */
  actions?: React.ReactNode;
  children: React.ReactNode;
}

export function Dialog({
  title,
  isOpen,
  onClose,
  role = "dialog",
  size = "normal",
  isText = false,
  actions,
  children,
}: Props) {
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable={role === "dialog" && size === "small"}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`modal ${size}`}>
        <AriaDialog role={role} className="dialog">
          <header className="dialog-head">
            <Heading slot="title" level={2} className="grow cut">
              {title}
            </Heading>
            <IconButton icon="close" label={t`Close`} shortcut="Esc" onPress={onClose} />
          </header>
          <div className="dialog-body" {...(isText && { tabIndex: 0, role: "region", "aria-label": title })}>
            {children}
          </div>
          {actions && <footer className="dialog-foot">{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
