// The host tests in a desktop VS Code, downloaded by @vscode/test-electron or named by VSCODE_EXECUTABLE.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { bundleHostSuite, hostWorkspaceFiles, readHostEvents } from "./hostSuite.mjs";
import { run } from "./programs/programCache.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
await run(process.execPath, ["esbuild.mjs"], { cwd: root });
const extensionTestsPath = await bundleHostSuite();
const folder = await mkdtemp(join(tmpdir(), "electron-"));
const events = join(folder, "events.jsonl");
const workspace = join(folder, "workspace");
for (const [name, text] of Object.entries(hostWorkspaceFiles)) {
  await mkdir(dirname(join(workspace, name)), { recursive: true });
  await writeFile(join(workspace, name), text);
}

const executable = process.env.VSCODE_EXECUTABLE;
const code = await runTests({
  ...(executable ? { vscodeExecutablePath: executable } : { version: process.env.VSCODE_VERSION ?? "stable" }),
  extensionDevelopmentPath: root,
  extensionTestsPath,
  extensionTestsEnv: { HOST_TEST_EVENTS: events, CODEX_HOME: join(workspace, ".codex") },
  launchArgs: [
    workspace,
    "--disable-extensions",
    "--disable-workspace-trust",
    `--user-data-dir=${join(folder, "user")}`,
  ],
}).catch((error) => {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  return 1;
});
const { results, ended } = await readHostEvents(events);
for (const { type, title, error } of results) console.log(`${type} ${title}${error ? `\n${error}` : ""}`);
const passed = results.filter(({ type }) => type === "pass").length;
const failed = results.filter(({ type }) => type === "fail").length + (ended ? 0 : 1);
if (!ended) console.log("✗ the extension host did not end in order");
console.log(`${passed} passed, ${failed} failed`);
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = code === 0 && passed > 0 && failed === 0 ? 0 : 1;
