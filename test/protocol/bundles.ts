import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundles as productBundles } from "../../scripts/bundles.mjs";

const root = join(import.meta.dirname, "../..");

let built: Promise<string> | undefined;

/** Folder with the bundled `cli.js`, `listener-worker.js` and `server.js`: the one that `npm test` has built, or a temporary one. */
export function bundles(): Promise<string> {
  built ??= bundle();
  return built;
}

async function bundle(): Promise<string> {
  if (process.env.CODEX_OTEL_BUILT) return join(root, "dist");
  const outdir = await mkdtemp(join(tmpdir(), "codex-otel-bundles-"));
  process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
  const { programs } = productBundles({ production: false });
  const define = { ...programs.define, __PRODUCT_VERSION__: '"0.0.0-test"' };
  await build({ ...programs, absWorkingDir: root, outdir, sourcemap: false, define });
  return outdir;
}
