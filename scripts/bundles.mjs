// The bundles that the product consists of: what esbuild makes of which sources, and how.
import { readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { transform } from "esbuild";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The oldest Node that runs them. */
const target = "node20";

/**
 * The language server, the listener's worker and the command line; the extension; the script of the timeline panel. Paths are
 * those of the checkout. Those for production are small and have neither source maps nor what only development needs.
 *
 * @param {{ readonly production: boolean }} options
 * @returns {Readonly<Record<"programs" | "extension" | "timeline", import("esbuild").BuildOptions>>}
 */
export function bundles({ production }) {
  /** @type {import("esbuild").BuildOptions} */
  const common = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target,
    outdir: "dist",
    minify: production,
    sourcemap: production ? false : "linked",
    legalComments: "none",
    logLevel: "warning",
    loader: { ".toml": "text" },
    define: { __PRODUCT_VERSION__: JSON.stringify(version), __INSPECTABLE__: String(!production) },
  };
  const inlineSourcemap = production ? false : "inline";
  return {
    programs: {
      ...common,
      entryPoints: {
        server: "server/main.ts",
        "listener-worker": "listener/worker/worker.ts",
        cli: "cli/main.ts",
      },
    },
    extension: {
      ...common,
      entryPoints: { extension: "client/extension.ts" },
      external: ["vscode"],
      format: "esm",
      splitting: true,
      chunkNames: "extension-[name]-[hash]",
      sourcemap: inlineSourcemap,
      write: false,
      plugins: [writtenAsCommonJs({ minify: production, sourcemap: inlineSourcemap })],
    },
    timeline: {
      ...common,
      platform: "browser",
      format: "iife",
      target: "es2022",
      sourcemap: inlineSourcemap,
      entryPoints: { timeline: "webview/timeline/main.ts" },
    },
  };
}

/**
 * The extension in several files: VS Code waits at its start while what it activates with is compiled, and that is a tenth of
 * it. What is imported when it is needed lies in files of its own. esbuild splits ES modules only, so CommonJS, which VS Code
 * loads, is made of each of them.
 *
 * @param {{ readonly minify: boolean, readonly sourcemap: false | "inline" }} options
 * @returns {import("esbuild").Plugin}
 */
function writtenAsCommonJs({ minify, sourcemap }) {
  return {
    name: "written-as-commonjs",
    setup: ({ onEnd }) =>
      onEnd(async ({ outputFiles = [], errors }) => {
        if (errors.length > 0) return;
        const names = outputFiles.map(({ path }) => basename(path));
        await mkdir("dist", { recursive: true });
        for (const { path, text } of outputFiles) {
          const options = /** @type {const} */ ({ format: "cjs", platform: "node", target, minify, sourcemap });
          const { code } = await transform(text, { ...options, supported: { "dynamic-import": false } });
          await writeFile(`dist/${basename(path)}`, code);
        }
        const stale = (await readdir("dist")).filter((name) => name.startsWith("extension-") && !names.includes(name));
        await Promise.all(stale.map((name) => rm(`dist/${name}`, { force: true })));
      }),
  };
}
