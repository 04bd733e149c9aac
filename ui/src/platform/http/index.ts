import { t } from "@lingui/core/macro";
import type { Event } from "../../bindings/Event";
import { copyText } from "../clipboard";
import type { Platform } from "../types";

/** An http host: `POST /rpc/<command>` with JSON both ways, events as server-sent events. */
export const http: Platform = {
  kind: "http",
  canChooseFiles: false,
  program: null,

  async call(command, request) {
    const response = await fetch(`/rpc/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw body;
    return body;
  },

  listen(handler) {
    return new Promise((resolve, reject) => {
      const stream = new EventSource("/events");
      stream.addEventListener("message", (message: MessageEvent<string>) => handler(JSON.parse(message.data) as Event));
      stream.addEventListener("open", () => resolve(() => stream.close()), { once: true });
      stream.addEventListener("error", () => {
        // The browser connects again by itself unless it has given up.
        if (stream.readyState === EventSource.CLOSED) reject(new Error(t`The event stream is closed.`));
      });
    });
  },

  openUrl(url) {
    window.open(url, "_blank", "noopener,noreferrer");
    return Promise.resolve();
  },

  canShowFiles: false,
  showFile: () => Promise.reject(new Error(t`A browser cannot show files.`)),

  chooseFolder: () => Promise.resolve(null),
  chooseFiles: () => Promise.resolve(null),
  saveFile(name, bytes) {
    const url = URL.createObjectURL(new Blob([bytes.slice()]));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
    return Promise.resolve(name);
  },
  // A browser does not tell where a dropped file is, and the core reads it by its path.
  onFilesDragged: () => Promise.resolve(() => undefined),
  // No system hands links to a page.
  takeLink: () => Promise.resolve(null),
  onLink: () => Promise.resolve(() => undefined),
  copyText,
};
