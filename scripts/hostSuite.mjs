// Bundles the tests that run inside of the extension host and reads their events.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const suite = join(root, "test/editor/host");
const outdir = join(root, ".build/host");

/**
 * A config.toml with which Codex refuses to start, and the same text in a file that is none of Codex's.
 * `.codex` in the workspace is to be CODEX_HOME: in a project's own `.codex`, Codex ignores `[otel]`.
 */
const brokenConfig = '[otel]\nenvironment = "dev"\nexporter = "otlp-grpc"\n';
/** @type {Readonly<Record<string, string>>} */
export const hostWorkspaceFiles = { ".codex/config.toml": brokenConfig, "other.toml": brokenConfig };

/**
 * @typedef {object} HostTestResult
 * @property {"pass" | "fail" | "pending"} type
 * @property {string} title
 * @property {string} [error]
 */

/** Bundles the suite; the file is what VS Code calls `extensionTestsPath`. */
export async function bundleHostSuite() {
  const { build } = await import("esbuild");
  await build({
    entryPoints: ["index", "activation", "configFile", "listener", "problemReport", "transcript"].map((name) =>
      join(suite, `${name}.ts`),
    ),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outdir,
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return join(outdir, "index.js");
}

/**
 * What the suite wrote; `ended` is false when the host died on the way.
 *
 * @param {string} file
 * @returns {Promise<{ readonly results: readonly HostTestResult[], readonly ended: boolean }>}
 */
export async function readHostEvents(file) {
  const text = await readFile(file, "utf8").catch(() => "");
  const events = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return {
    results: events.filter(({ type }) => type !== "end"),
    ended: events.some(({ type }) => type === "end"),
  };
}
