// Starts VS Code's server in a folder of its own: settings, extensions, home.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeServerEnvironment, ensureCodeServer } from "./codeServer.mjs";
import { codeOf, run } from "./programCache.mjs";

const startTimeout = 180_000;
const stopTimeout = 5_000;

/**
 * @typedef {object} CodeServerOptions
 * @property {string} folder holds everything of this server: user data, extensions, home. Keep the path short, a Unix socket
 *   lives in it.
 * @property {number} [port] a free one is chosen when absent
 * @property {Readonly<Record<string, unknown>>} [settings] user settings, on top of quiet ones
 * @property {readonly string[]} [extensions] packaged extensions to install before the start
 * @property {Readonly<Record<string, string>>} [environment] added to the environment of the server and of its extension
 *   hosts. `HOME` is a folder of its own by default.
 * @property {readonly string[]} [options] further command line options
 * @property {boolean} [trust] whether a workspace has to be trusted first, as it is for a person. Otherwise every workspace is.
 * @property {number} [idleTimeout] seconds without a window after which it ends by itself; more than 60, or 0 for never
 * @property {readonly string[]} [wrapper] a program with arguments that runs the server and watches it
 *
 * @typedef {object} CodeServer
 * @property {string} address `127.0.0.1:PORT`
 * @property {string} url
 * @property {string} folder
 * @property {string} home
 * @property {string} logs
 * @property {Promise<unknown>} ended
 * @property {() => Promise<void>} stop
 */

/**
 * What keeps VS Code quiet and the same in every run. `afterDelay`, the default for saving, would race with tests.
 *
 * @type {Readonly<Record<string, unknown>>}
 */
export const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "files.hotExit": "off",
  "remote.autoForwardPorts": false,
  "window.confirmBeforeClose": "never",
  "editor.accessibilitySupport": "off",
};

/**
 * Installs the pinned code-server when needed, starts one on loopback and resolves when it answers.
 *
 * @param {CodeServerOptions} options
 * @returns {Promise<CodeServer>}
 */
export async function startCodeServer({
  folder,
  port,
  settings = {},
  extensions = [],
  environment = {},
  options = [],
  trust = false,
  idleTimeout = 120,
  wrapper = [],
}) {
  const { node, entry } = await ensureCodeServer();
  const chosenPort = port ?? (await freePort());
  const userData = join(folder, "user");
  const home = environment.HOME ?? join(folder, "home");
  const places = ["--user-data-dir", userData, "--extensions-dir", join(folder, "extensions")];
  const env = codeServerEnvironment({ HOME: home, ...environment });
  await mkdir(home, { recursive: true });
  // settings of the machine, such as ports, count only where the extension runs
  for (const [place, values] of Object.entries({ User: { ...quietSettings, ...settings }, Machine: settings })) {
    await mkdir(join(userData, place), { recursive: true });
    await writeFile(join(userData, place, "settings.json"), `${JSON.stringify(values, undefined, 2)}\n`);
  }
  for (const vsix of extensions) {
    await run(node, [entry, ...places, "--install-extension", vsix, "--force"], { env });
  }

  const [program = node, ...before] = [...wrapper, node];
  const child = spawn(
    program,
    [
      ...before,
      entry,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${chosenPort}`, "--config", join(folder, "config.yaml")],
      ...places,
      "--disable-telemetry",
      "--disable-update-check",
      ...(trust ? [] : ["--disable-workspace-trust"]),
      "--disable-getting-started-override",
      ...(idleTimeout > 0 ? ["--idle-timeout-seconds", String(idleTimeout)] : []),
      ...options,
    ],
    { env, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-8000);
    });
  }
  const ended = new Promise((resolve) => child.once("close", resolve));
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (codeOf(error) !== "ESRCH") throw error;
    }
  };
  const killAtExit = () => kill("SIGKILL");
  process.once("exit", killAtExit);
  const stop = async () => {
    kill("SIGTERM");
    await Promise.race([ended, sleep(stopTimeout, undefined, { ref: false })]);
    kill("SIGKILL");
    process.removeListener("exit", killAtExit);
  };

  const address = `127.0.0.1:${chosenPort}`;
  try {
    await becomesHealthy(`http://${address}/healthz`, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, url: `http://${address}`, folder, home, logs: join(userData, "logs"), ended, stop };
}

/**
 * @param {string} url
 * @param {import("node:child_process").ChildProcess} child
 * @param {() => string} output what it has printed
 */
async function becomesHealthy(url, child, output) {
  const deadline = Date.now() + startTimeout;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const healthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(50);
  }
  throw new Error(`VS Code's server did not start:\n${output()}`);
}

/**
 * A TCP port that was free a moment ago.
 *
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
      server.close(() => resolve(address.port));
    });
  });
}
