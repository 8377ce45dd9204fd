// Starts VS Code's server in a folder of its own: settings, extensions, home.
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeServerEnvironment, ensureCodeServer } from "./codeServer.mjs";
import { run } from "./programCache.mjs";

const startTimeout = 180_000;
const stopTimeout = 5_000;

/** What keeps VS Code quiet and the same in every run. `afterDelay`, the default for saving, would race with tests. */
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

/** See startCodeServer.d.mts. */
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
  for (const [place, values] of [
    ["User", { ...quietSettings, ...settings }],
    ["Machine", settings],
  ]) {
    await mkdir(join(userData, place), { recursive: true });
    await writeFile(join(userData, place, "settings.json"), `${JSON.stringify(values, undefined, 2)}\n`);
  }
  for (const vsix of extensions) {
    await run(node, [entry, ...places, "--install-extension", vsix, "--force"], { env });
  }

  const [program, ...before] = [...wrapper, node];
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
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
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

/** A TCP port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
