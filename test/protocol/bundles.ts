import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");

/** Folder with the bundled `cli.js` and `listener-worker.js`: the one that `npm test` has built, or a fresh temporary one. */
export async function bundles(): Promise<string> {
  if (process.env.CODEX_OTEL_BUILT) return join(root, "dist");
  const outdir = await mkdtemp(join(tmpdir(), "codex-otel-bundles-"));
  process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
  await build({
    absWorkingDir: root,
    entryPoints: { cli: "cli/main.ts", "listener-worker": "listener/worker/worker.ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outdir,
    logLevel: "warning",
    loader: { ".toml": "text" },
    define: { __PRODUCT_VERSION__: '"0.0.0-test"' },
  });
  return outdir;
}
