// Runs the benchmarks: npm run bench [-- NAME…]. They report what they measured; only a failure to measure is an error.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { obtainCollector } from "./programs/collector.mjs";
import { obtainOtelite } from "./programs/otelite.mjs";
import { obtainTombi } from "./programs/tombi.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundles = join(root, ".build/bench");

requireNode();
await ensureDependencies();
const { build } = await import("esbuild");
/**
 * They find their files from where they are.
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
await build({
  entryPoints: ["main", "load/generatorProcess", "ingest/listenerProcess"].map((name) =>
    join(root, `bench/${name}.ts`),
  ),
  outdir: bundles,
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
try {
  const { run } = await import(pathToFileURL(join(bundles, "main.mjs")).href);
  await run(process.argv.slice(2), {
    root,
    bundles,
    obtainCollector,
    obtainOtelite,
    obtainTombi,
    print: (/** @type {string} */ line) => console.log(line),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await rm(bundles, { recursive: true, force: true });
}
