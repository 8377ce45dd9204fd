// The demonstration: a workspace, and a home of Codex with a mistake in it, so that nobody's own configuration is shown or
// changed. node scripts/demo.mjs lays it into .build/demo, where the launch configurations of .vscode open it.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export const demoFolder = join(root, "demo");
/** A recorded session of Codex. */
export const recording = join(demoFolder, "session.otlp.jsonl");

/** @typedef {{ readonly grpc: number, readonly http: number }} ListenerPorts */

/** Others than the usual ones, which the listener of one's own VS Code may have. */
export const debugPorts = { grpc: 14_317, http: 14_318 };

/** @param {ListenerPorts} ports */
export const listenerSettings = ({ grpc, http }) => ({
  "codexOtel.listener.autoStart": true,
  "codexOtel.listener.grpcPort": grpc,
  "codexOtel.listener.httpPort": http,
});

/**
 * Copies the configuration with the mistake into a folder, which is to be CODEX_HOME. Resolves with the copy.
 *
 * @param {string} home
 */
export async function layDemoHome(home) {
  const file = join(home, "config.toml");
  await mkdir(home, { recursive: true });
  await copyFile(join(demoFolder, "config.toml"), file);
  return file;
}

/**
 * Writes a workspace of the demonstration into a folder, whose listener starts by itself. Resolves with its file.
 *
 * @param {string} folder
 * @param {ListenerPorts} ports
 */
export async function layDemoWorkspace(folder, ports) {
  const file = join(folder, "demo.code-workspace");
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify({ folders: [{ path: demoFolder }], settings: listenerSettings(ports) }));
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(root, ".build/demo");
  await layDemoHome(join(folder, "home"));
  await layDemoWorkspace(folder, debugPorts);
}
