// Runs the benchmarks: npm run bench [-- NAME…]. They report what they measured; only a failure to measure is an error.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildTool } from "./buildTool.mjs";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { obtainCollector } from "./programs/collector.mjs";
import { obtainOtelite } from "./programs/otelite.mjs";
import { obtainTombi } from "./programs/tombi.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundles = join(root, ".build/bench");

requireNode();
await ensureDependencies();
await buildTool(["bench/main.ts", "bench/load/generatorProcess.ts", "bench/ingest/listenerProcess.ts"], bundles);
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
