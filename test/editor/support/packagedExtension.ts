import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The extension as it is shipped. `npm test` packages it once for all test files and names it in CODEX_OTEL_VSIX. */
export async function packagedExtension(): Promise<string> {
  const given = process.env.CODEX_OTEL_VSIX;
  if (given) return given;
  const vsix = join(root, ".build/codex-otel.vsix");
  await mkdir(join(root, ".build"), { recursive: true });
  await promisify(execFile)(process.execPath, [join(root, "scripts/package.mjs"), vsix], { cwd: root });
  return vsix;
}
