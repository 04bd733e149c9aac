import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open } from "@tauri-apps/plugin-dialog";
import { openUrl, revealItemInDir } from "@tauri-apps/plugin-opener";
import type { Event } from "../../bindings/Event";
import { copyText } from "../clipboard";
import type { Platform } from "../types";

/** The desktop shell: one command `rpc` and one event channel `event` for the core, `program_…` and `closing` for itself. */
export const tauri: Platform = {
  kind: "tauri",
  canChooseFiles: true,
  program: {
    read: () => invoke("program_read"),
    change: (change) => invoke("program_change", { change }),
    onClosing: (handler) => listen("closing", handler),
    answerClosing: (stays) => invoke("program_closing", { stays }),
  },
  call: (name, request) => invoke("rpc", { name, request }),
  listen: (handler) => listen<Event>("event", (message) => handler(message.payload)),
  openUrl: (url) => openUrl(url),
  canShowFiles: true,
  showFile: (path) => revealItemInDir(path),
  chooseFolder: (title) => open({ directory: true, multiple: false, title }),
  chooseFiles: (title) => open({ directory: false, multiple: true, title }),
  saveFile: (name, bytes) => invoke("save_file", bytes, { headers: { name: encodeURIComponent(name) } }),
  onFilesDragged: (handler) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") handler({ type: "dropped", paths: payload.paths });
      else handler({ type: payload.type === "leave" ? "left" : "over" });
    }),
  copyText,
};
