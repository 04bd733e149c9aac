import { readdirSync } from "node:fs";
import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

const catalogues = new URL("src/locales/", import.meta.url);

export default defineConfig({
  sourceLocale: "en",
  // A language is there when its catalogue is.
  locales: readdirSync(catalogues).flatMap((name) => /^(.+)\.po$/.exec(name)?.[1] ?? []),
  catalogs: [
    {
      path: "src/locales/{locale}",
      include: ["src"],
      exclude: ["src/bindings/**", "**/*.test.*"],
    },
  ],
  // By their text and without line numbers, so that the file changes only where a text does.
  orderBy: "message",
  format: formatter({ lineNumbers: false }),
  // Names for translators: `<code>…</code>` instead of `<0>…</0>`.
  macro: { jsxPlaceholderDefaults: { code: "code", em: "em", kbd: "kbd", strong: "strong" } },
});
