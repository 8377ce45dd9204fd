// Bundles what is shipped: the extension, the language server, the listener's worker, the command line, and the script of
// the timeline panel. node esbuild.mjs [--production | --watch]
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { build, context, transform } from "esbuild";

const production = process.argv.includes("--production");
const { version } = JSON.parse(await readFile(new URL("./package.json", import.meta.url), "utf8"));

/** @type {import("esbuild").BuildOptions & { readonly target: string }} */
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
const inlineSourcemap = production ? false : "inline";

/** @type {readonly import("esbuild").BuildOptions[]} */
const bundles = [
  {
    ...common,
    entryPoints: {
      server: "server/main.ts",
      "listener-worker": "listener/worker/worker.ts",
      cli: "cli/main.ts",
    },
  },
  {
    ...common,
    entryPoints: { extension: "client/extension.ts" },
    external: ["vscode"],
    format: "esm",
    splitting: true,
    chunkNames: "extension-[name]-[hash]",
    sourcemap: inlineSourcemap,
    write: false,
    plugins: [writtenAsCommonJs()],
  },
  {
    ...common,
    platform: "browser",
    format: "iife",
    target: "es2022",
    sourcemap: inlineSourcemap,
    entryPoints: { timeline: "webview/timeline/main.ts" },
  },
];

if (process.argv.includes("--watch")) await watch();
else for (const bundle of bundles) await build(bundle);

/**
 * The extension in several files: VS Code waits at its start while what it activates with is compiled, and that is a tenth of
 * it. What is imported when it is needed lies in files of its own. esbuild splits ES modules only, so CommonJS, which VS Code
 * loads, is made of each of them.
 *
 * @returns {import("esbuild").Plugin}
 */
function writtenAsCommonJs() {
  return {
    name: "written-as-commonjs",
    setup: ({ onEnd }) =>
      onEnd(async ({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        const names = outputFiles.map(({ path }) => basename(path));
        await mkdir("dist", { recursive: true });
        for (const { path, text } of outputFiles) {
          const { code } = await transform(text, {
            format: "cjs",
            platform: "node",
            target: common.target,
            minify: production,
            sourcemap: inlineSourcemap,
            supported: { "dynamic-import": false },
          });
          await writeFile(`dist/${basename(path)}`, code);
        }
        const stale = (await readdir("dist")).filter((name) => name.startsWith("extension-") && !names.includes(name));
        await Promise.all(stale.map((name) => rm(`dist/${name}`, { force: true })));
      }),
  };
}

/**
 * Bundles again whenever a source changes, until the process is ended. Prints `[watch] build started` before the first bundle
 * begins and `[watch] build finished` after the last one has ended; the tasks of `.vscode` read these lines.
 */
async function watch() {
  let running = 0;
  /** @type {import("esbuild").Plugin} */
  const progress = {
    name: "progress",
    setup: ({ onStart, onEnd }) => {
      onStart(() => {
        if (running === 0) console.log("[watch] build started");
        running++;
      });
      onEnd(() => {
        running--;
        if (running === 0) console.log("[watch] build finished");
      });
    },
  };
  for (const bundle of bundles) {
    const watched = await context({ ...bundle, plugins: [...(bundle.plugins ?? []), progress] });
    await watched.watch();
  }
}
