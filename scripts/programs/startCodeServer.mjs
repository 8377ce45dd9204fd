// Starts VS Code's server in a folder of its own: settings, extensions, home.

import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeServerEnvironment, ensureCodeServer } from "./codeServer.mjs";
import { freePort } from "./freePort.mjs";
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

/** @param {string} folder */
const placesIn = (folder) => ["--user-data-dir", join(folder, "user"), "--extensions-dir", join(folder, "extensions")];

/**
 * Installs packaged extensions into the folder of a server.
 *
 * @param {string} folder
 * @param {readonly string[]} extensions
 * @param {Readonly<Record<string, string>>} [environment]
 */
export async function installExtensions(folder, extensions, environment = {}) {
  const { node, entry } = await ensureCodeServer();
  const env = codeServerEnvironment({ HOME: join(folder, "home"), ...environment });
  for (const vsix of extensions)
    await run(node, [entry, ...placesIn(folder), "--install-extension", vsix, "--force"], { env });
}

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
  const { node, entry, endsWhenIdle } = await ensureCodeServer();
  const chosenPort = port ?? (await freePort());
  const userData = join(folder, "user");
  const home = environment.HOME ?? join(folder, "home");
  const env = codeServerEnvironment({ HOME: home, ...environment });
  await mkdir(home, { recursive: true });
  // settings of the machine, such as ports, count only where the extension runs
  for (const [place, values] of Object.entries({ User: { ...quietSettings, ...settings }, Machine: settings })) {
    await mkdir(join(userData, place), { recursive: true });
    await writeFile(join(userData, place, "settings.json"), `${JSON.stringify(values, undefined, 2)}\n`);
  }
  await installExtensions(folder, extensions, environment);

  const [program = node, ...before] = [...wrapper, node];
  const child = spawn(
    program,
    [
      ...before,
      entry,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${chosenPort}`, "--config", join(folder, "config.yaml")],
      ...placesIn(folder),
      "--disable-telemetry",
      "--disable-update-check",
      ...(trust ? [] : ["--disable-workspace-trust"]),
      "--disable-getting-started-override",
      ...(endsWhenIdle && idleTimeout > 0 ? ["--idle-timeout-seconds", String(idleTimeout)] : []),
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
