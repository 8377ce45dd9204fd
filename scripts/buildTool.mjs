// Bundles a tool of the project that is written in TypeScript, so that this Node can run it.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Scripts that obtain programs find their files from where they are.
 *
 * @type {import("esbuild").Plugin}
 */
const programsStay = {
  name: "programs-stay",
  setup: ({ onResolve }) =>
    onResolve({ filter: /scripts\/programs\/\w+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    })),
};

/**
 * Writes a module `NAME.mjs` into a folder for each source, whose path goes from the root on and ends with `NAME.ts`. Rejects
 * when one does not compile.
 *
 * @param {readonly string[]} sources
 * @param {string} outdir
 */
export async function buildTool(sources, outdir) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: sources.map((source) => join(root, source)),
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    loader: { ".toml": "text" },
    plugins: [programsStay],
    logLevel: "warning",
  });
}
