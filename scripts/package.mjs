// Packages the extension as a .vsix: node scripts/package.mjs [FILE]
import { fileURLToPath } from "node:url";
import { run } from "./programs/programCache.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles for production and packages the extension into a file.
 *
 * @param {string} file
 */
export async function packageExtension(file) {
  const vsce = fileURLToPath(new URL("../node_modules/@vscode/vsce/vsce", import.meta.url));
  await run(process.execPath, [vsce, "package", "--no-dependencies", "--out", file], { cwd: root });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await packageExtension(process.argv[2] ?? "codex-otel.vsix");
}
