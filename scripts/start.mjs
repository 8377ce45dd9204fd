// Shows the product at work: npm start [-- OPTIONS [--codex [ARGUMENTS FOR CODEX]]]
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { codexOverrides } from "./codexOverrides.mjs";
import { demoFolder, layDemoHome, layDemoWorkspace, listenerSettings, recording } from "./demo.mjs";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { packageExtension } from "./package.mjs";
import { freePort } from "./programs/freePort.mjs";
import { run, say } from "./programs/programCache.mjs";
import { startCodeServer } from "./programs/startCodeServer.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli.js");
const pollInterval = 500;

const options = readOptions(process.argv.slice(2));
/** With a Codex of one's own, its own home. */
const ownStage = { file: join(demoFolder, "README.md"), environment: {} };
/** @type {(() => unknown)[]} */
const cleanups = [];
let ending = false;
// Kept while it ends: npm passes the terminal's signal on, so that it comes twice.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));

/**
 * @typedef {object} Options
 * @property {boolean} open
 * @property {number} [port]
 * @property {number} [grpcPort]
 * @property {number} [httpPort]
 * @property {readonly string[]} [codexArguments] present when the installed Codex is to run
 *
 * @typedef {import("./demo.mjs").ListenerPorts} ListenerPorts
 *
 * @typedef {object} Stage
 * @property {string} file what is opened first
 * @property {Readonly<Record<string, string>>} environment
 */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
function readOptions(args) {
  /** @type {Options} */
  const read = { open: true };
  /** @type {ReadonlyMap<string, "port" | "grpcPort" | "httpPort">} */
  const ports = new Map([
    ["--port", "port"],
    ["--grpc-port", "grpcPort"],
    ["--http-port", "httpPort"],
  ]);
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    const port = ports.get(argument);
    if (argument === "--no-open") read.open = false;
    else if (argument === "--codex") {
      read.codexArguments = args.slice(index + 1);
      break;
    } else if (port !== undefined) {
      index += 1;
      if (!/^\d{1,5}$/.test(args[index] ?? "") || Number(args[index]) > 65_535) usage(`${argument} wants a port`);
      read[port] = Number(args[index]);
    } else usage(`Unknown option ${argument}`);
  }
  return read;
}

/** @param {string} problem */
function usage(problem) {
  console.error(`${problem}

npm start -- [--no-open]          opens neither VS Code nor the browser, prints the address
             [--port N]           port of the VS Code in the browser
             [--grpc-port N]      ports of the listener; 0 is any free one
             [--http-port N]
             [--codex [ARGUMENTS]] runs the installed Codex instead of a recording`);
  process.exit(2);
}

/** The user's own VS Code; not as root (it refuses) and not the `code` of a remote terminal (it opens files only). */
function desktopEditor() {
  const isRoot = process.getuid?.() === 0;
  if (!options.open || options.port !== undefined || isRoot || process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  return findOnPath("code");
}

/** A home of Codex that lasts as long as the demonstration. */
async function demoStage() {
  const home = await temporaryFolder();
  return { file: await layDemoHome(home), environment: { CODEX_HOME: home } };
}

/**
 * Opens the demo in a new window, and ends when that window is closed.
 *
 * @param {string} code the command of VS Code
 * @param {ListenerPorts} ports
 * @param {Stage} stage
 */
async function openDesktop(code, ports, { file, environment }) {
  say("Opening VS Code");
  const workspace = await layDemoWorkspace(await temporaryFolder(), ports);
  const args = ["--new-window", "--wait", "--disable-workspace-trust", `--extensionDevelopmentPath=${root}`];
  const shell = process.platform === "win32";
  const quote = (/** @type {string} */ text) => (shell ? `"${text}"` : text);
  const child = spawn(quote(code), [...args, workspace, file].map(quote), {
    shell,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  child.once("error", (error) => {
    console.error(`✗ ${code}: ${error.message}`);
    void end(1);
  });
  child.once("close", (exitCode) => void end(exitCode ?? 0));
  cleanups.push(() => child.kill());
}

/**
 * Serves VS Code from the cache on loopback and opens it in the browser. Settings live as long as this process.
 *
 * @param {ListenerPorts} ports
 * @param {Stage} stage
 */
async function openCodeServer(ports, { file, environment }) {
  say("Packaging the extension");
  await mkdir(join(root, ".build"), { recursive: true });
  const vsix = join(root, ".build/codex-otel.vsix");
  await packageExtension(vsix);
  say("Starting VS Code's server");
  const server = await startCodeServer({
    folder: await temporaryFolder(),
    ...(options.port ? { port: options.port } : {}),
    settings: listenerSettings(ports),
    extensions: [vsix],
    environment: { HOME: homedir(), ...environment },
    idleTimeout: 0,
  });
  cleanups.push(() => server.stop());
  server.ended.then(() => end(1));
  const payload = JSON.stringify([
    ["skipWelcome", "true"],
    ["openFile", `vscode-remote://${server.address}${file}`],
  ]);
  const url = `${server.url}/?${new URLSearchParams({ folder: demoFolder, payload })}`;
  console.log(`\n  VS Code with Codex OTel: ${url}\n`);
  if (options.open) openInBrowser(url);
}

/**
 * Plays the recorded session whenever a window's listener comes up: a window that is reloaded begins empty.
 *
 * @param {ListenerPorts} ports
 */
async function playRecording(ports) {
  for (;;) {
    await listenerIsUp(ports);
    say("Playing a recorded Codex session");
    await run(process.execPath, [cli, "replay", recording, "--to", `http://127.0.0.1:${ports.grpc}`]);
    say("Choose “Codex OTel” in the activity bar to see it. Ctrl+C ends everything.");
    while (await answers(ports.http)) await sleep(pollInterval);
  }
}

/**
 * Runs the installed Codex in the demo folder, in this terminal; its end is the end.
 *
 * @param {ListenerPorts} ports
 * @param {readonly string[]} args
 */
async function runCodex(ports, args) {
  await listenerIsUp(ports);
  say("Choose “Codex OTel” in the activity bar; Codex starts here");
  const overrides = await codexOverrides(ports);
  const shell = process.platform === "win32";
  const child = spawn("codex", [...overrides, ...args], { cwd: demoFolder, stdio: "inherit", shell });
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", () => undefined);
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  say(`Codex ended${code === 0 ? "" : ` with code ${code}`}. Ctrl+C ends the rest.`);
  process.removeAllListeners("SIGINT");
  process.on("SIGINT", () => void end(0));
}

/** @param {ListenerPorts} ports */
async function listenerIsUp({ grpc, http }) {
  say(`Waiting for the window, and for its listener on ports ${grpc} (gRPC) and ${http} (HTTP)`);
  while (!((await answers(grpc)) && (await answers(http)))) await sleep(pollInterval);
}

/** @param {number} port */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * The wished port, else the usual one, else any free one.
 *
 * @param {number | undefined} wished
 * @param {number} usual
 */
async function listenerPort(wished, usual) {
  if (wished === 0) return freePort();
  const port = wished ?? usual;
  if (!(await answers(port))) return port;
  if (wished !== undefined) throw new Error(`Port ${port} is taken by another program`);
  const other = await freePort();
  say(`Port ${port} is taken by another program, the listener gets ${other}`);
  return other;
}

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "codex-otel-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return folder;
}

/** @param {string} command */
function findOnPath(command) {
  const extensions = process.platform === "win32" ? [".cmd", ".exe"] : [""];
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => extensions.map((extension) => join(folder, command + extension)))
    .find((path) => existsSync(path));
}

/** @param {string} url */
function openInBrowser(url) {
  /** @type {Partial<Record<NodeJS.Platform, string>>} */
  const openers = { darwin: "open", linux: "xdg-open" };
  const opener = openers[process.platform];
  if (opener === undefined || findOnPath(opener) === undefined) return;
  spawn(opener, [url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

/** @param {number} code */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  process.exit(code);
}

requireNode();
try {
  if (options.codexArguments !== undefined && findOnPath("codex") === undefined) {
    throw new Error("There is no `codex` on the PATH. It comes with: npm install -g @openai/codex");
  }
  await ensureDependencies();
  say("Building");
  await run(process.execPath, ["esbuild.mjs"], { cwd: root });
  const ports = {
    grpc: await listenerPort(options.grpcPort, 4317),
    http: await listenerPort(options.httpPort, 4318),
  };
  const stage = options.codexArguments === undefined ? await demoStage() : ownStage;
  const code = desktopEditor();
  if (code === undefined) await openCodeServer(ports, stage);
  else await openDesktop(code, ports, stage);
  if (options.codexArguments === undefined) await playRecording(ports);
  else await runCodex(ports, options.codexArguments);
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  await end(1);
}
