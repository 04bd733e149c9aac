import { transformAsync } from "@babel/core";
import type { Plugin } from "vite";

/**
 * What Babel does to our own files, in one pass: Lingui's macros become look-ups in the catalogue, then the React Compiler goes over the
 * components, so that none of them needs useMemo or useCallback by hand.
 * Babel only parses TypeScript and JSX here; Vite strips both afterwards.
 */
export function babel(): Plugin {
  return {
    name: "babel",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: /\b(use[A-Z]|<[A-Z a-z>])|@lingui\/\w+\/macro/ },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: id.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
          plugins: ["@lingui/babel-plugin-lingui-macro", ["babel-plugin-react-compiler", { target: "19" }]],
        });
        return result?.code ? { code: result.code, map: result.map ?? null } : null;
      },
    },
  };
}
