// Runs the benchmarks: npm run bench [-- NAME…]. They report what they measured; only a failure to measure is an error.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { obtainTombi } from "./programs/tombi.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, ".build/bench/main.mjs");

requireNode();
await ensureDependencies();
const { build } = await import("esbuild");
await build({
  entryPoints: [join(root, "bench/main.ts")],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  loader: { ".toml": "text" },
  logLevel: "warning",
});
try {
  const { run } = await import(pathToFileURL(bundle).href);
  await run(process.argv.slice(2), { root, obtainTombi, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await rm(bundle, { force: true });
}
