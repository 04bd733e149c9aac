import { t } from "@lingui/core/macro";
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { ERRORS } from "../errors";
import type { RpcError } from "../rpc";
import { IconButton } from "./Button";
import { Icon } from "./Icon";
import "./toast.css";

interface Content {
  kind: "info" | "error";
  title: string;
  text?: string;
}

const queue = new ToastQueue<Content>({ maxVisibleToasts: 3 });

/** Says shortly that something was done. Disappears by itself after 5 s (the time stops while it is pointed at or focused). */
export function tell(title: string, text?: string): void {
  queue.add({ kind: "info", title, ...(text === undefined ? {} : { text }) }, { timeout: 5000 });
}

/** Shows an error of a command that has no place of its own on the page. Stays until it is closed. */
export function tellError(error: RpcError): void {
  const { severity, title } = ERRORS[error.code];
  if (severity !== "silent") queue.add({ kind: "error", title, text: error.message });
}

/** The place where toasts appear; once in the window. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={t`Notices`}>
      {({ toast }) => (
        <AriaToast toast={toast} className={`toast ${toast.content.kind}`}>
          <Icon name={toast.content.kind === "error" ? "fail" : "pass"} />
          <ToastContent className="grow">
            <Text slot="title" className="toast-title">
              {toast.content.title}
            </Text>
            {toast.content.text && (
              <Text slot="description" className="break quiet">
                {toast.content.text}
              </Text>
            )}
          </ToastContent>
          <IconButton slot="close" icon="close" label={t`Close notice`} size="small" />
        </AriaToast>
      )}
    </ToastRegion>
  );
}
