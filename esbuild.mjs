// Bundles the product into dist: node esbuild.mjs [--production | --watch]
import { build, context } from "esbuild";
import { bundles } from "./scripts/bundles.mjs";

const all = Object.values(bundles({ production: process.argv.includes("--production") }));

if (process.argv.includes("--watch")) await watch();
else for (const bundle of all) await build(bundle);

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
  for (const bundle of all) {
    const watched = await context({ ...bundle, plugins: [...(bundle.plugins ?? []), progress] });
    await watched.watch();
  }
}
