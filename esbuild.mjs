// Bundles what is shipped: the extension, the language server, the listener's worker, the command line, and the script of
// the timeline panel.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const production = process.argv.includes("--production");
const { version } = JSON.parse(await readFile(new URL("./package.json", import.meta.url), "utf8"));

const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  outdir: "dist",
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
  loader: { ".toml": "text" },
  define: { __PRODUCT_VERSION__: JSON.stringify(version) },
};

await build({
  ...common,
  entryPoints: {
    extension: "client/extension.ts",
    server: "server/main.ts",
    "listener-worker": "listener/worker.ts",
    cli: "cli/main.ts",
  },
  external: ["vscode"],
});

await build({
  ...common,
  platform: "browser",
  format: "iife",
  target: "es2022",
  sourcemap: production ? false : "inline",
  entryPoints: { timeline: "webview/timeline/main.ts" },
});
