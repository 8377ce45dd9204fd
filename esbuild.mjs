// Bundles what is shipped: the extension, the language server, the listener's worker, the command line, and the script of
// the timeline panel.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build, transform } from "esbuild";

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
    server: "server/main.ts",
    "listener-worker": "listener/worker/worker.ts",
    cli: "cli/main.ts",
  },
});
await buildExtension();

await build({
  ...common,
  platform: "browser",
  format: "iife",
  target: "es2022",
  sourcemap: production ? false : "inline",
  entryPoints: { timeline: "webview/timeline/main.ts" },
});

/**
 * The extension in several files: VS Code waits at its start while what it activates with is compiled, and that is a tenth of
 * it. What is imported when it is needed lies in files of its own. esbuild splits ES modules only, so CommonJS, which VS Code
 * loads, is made of each of them.
 */
async function buildExtension() {
  const sourcemap = production ? false : "inline";
  const { outputFiles } = await build({
    ...common,
    entryPoints: { extension: "client/extension.ts" },
    external: ["vscode"],
    format: "esm",
    splitting: true,
    chunkNames: "extension-[name]-[hash]",
    sourcemap,
    write: false,
  });
  const names = outputFiles.map(({ path }) => basename(path));
  await mkdir("dist", { recursive: true });
  for (const [index, { text }] of outputFiles.entries()) {
    const options = { format: "cjs", platform: "node", target: "node20", minify: production, sourcemap };
    const { code } = await transform(text, { ...options, supported: { "dynamic-import": false } });
    await writeFile(`dist/${names[index]}`, code);
  }
  const stale = (await readdir("dist")).filter((name) => name.startsWith("extension-") && !names.includes(name));
  await Promise.all(stale.map((name) => rm(`dist/${name}`, { force: true })));
}
