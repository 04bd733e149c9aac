import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { connectEvents, onEvent } from "./events";
import { tellError } from "./parts/Toast";
import { toRpcError } from "./rpc";
import { applyEvent, createQueryClient } from "./invalidation";
import { keepFocus } from "./kept-focus";
import { followEvents } from "./review/session-store";
// The last, as it overrules what the parts say for more room.
import "./styles/narrow.css";

const root = document.getElementById("root");
// oxlint-disable-next-line texts/marked -- a fault of the build, before anything is shown
if (!root) throw new Error("index.html has no #root");

const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset["theme"] = dark ? "dark" : "light";

const client = createQueryClient();
onEvent((event) => applyEvent(client, event));
followEvents(client);
// Without events the window still works; it only does not refresh by itself.
await connectEvents().catch((error: unknown) => tellError(toRpcError(error)));

keepFocus();
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
