import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { babel } from "./babel.ts";

// `AUDITDESK_HTTP` names an http host (tests/http-host) when the window's content runs in an ordinary browser.
const host = process.env["AUDITDESK_HTTP"];

export default defineConfig({
  plugins: [babel(), lingui({ failOnCompileError: true }), react()],
  clearScreen: false,
  server: {
    port: 5173,
    strictPort: true,
    ...(host === undefined ? {} : { proxy: { "/rpc": host, "/events": host } }),
  },
  build: {
    // The oldest web views we run in: WebKitGTK 2.40, Safari 16.4, Edge WebView2 of 2023.
    target: ["safari16.4", "chrome112"],
    chunkSizeWarningLimit: 1500,
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "lint/*.test.ts"],
    environment: "node",
    setupFiles: ["src/locales/vitest.ts"],
  },
});
