import { transformAsync } from "@babel/core";
import type { Plugin } from "vite";

/**
 * Runs the React Compiler over our own components, so that none of them needs useMemo or useCallback by hand.
 * Babel only parses TypeScript and JSX here; Vite strips both afterwards. (`@rolldown/plugin-babel` does the same, but asks for Node 22.)
 */
export function reactCompiler(): Plugin {
  return {
    name: "react-compiler",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: /\b(use[A-Z]|<[A-Z a-z>])/ },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          parserOpts: { plugins: id.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
          plugins: [["babel-plugin-react-compiler", { target: "19" }]],
        });
        return result?.code ? { code: result.code, map: result.map ?? null } : null;
      },
    },
  };
}
