// Installs a pinned program of test/programs/NAME once, into a cache folder outside of the checkout.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const programsFolder = fileURLToPath(new URL("../../test/programs/", import.meta.url));
const npmFiles = ["package-lock.json", "package.json", ".npmrc"];
const lockCheckInterval = 250;

/** Where downloaded programs live: `$XDG_CACHE_HOME/codex-otel`, or `~/.cache/codex-otel`. */
export const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "codex-otel");

/**
 * One line of progress, on stderr so that a program's own output stays clean.
 *
 * @param {string} text
 */
export const say = (text) => process.stderr.write(`• ${text}\n`);

/**
 * The folder in which `test/programs/NAME` is installed; installs it when it is not there yet.
 * The folder's name holds the hash of the lockfile, so a new pin is a new folder. Other processes wait meanwhile.
 *
 * @param {string} name folder below test/programs
 * @param {(folder: string) => Promise<void>} install runs the package manager in the prepared folder
 * @param {string[]} files what it needs there, the lockfile first
 */
export async function ensureProgram(name, install, files = npmFiles) {
  // the lock file of npm says it all
  const hash = await hashOfPins(name, files === npmFiles ? npmFiles.slice(0, 1) : files);
  return ensureInstalled(`${name}-${hash}`, async (folder) => {
    for (const file of files) await copyFile(join(programsFolder, name, file), join(folder, file));
    await install(folder);
  });
}

/**
 * The folder of this name in the cache; lets it be filled when it is not there yet. Other processes wait meanwhile.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} install fills the empty folder
 */
export async function ensureInstalled(name, install) {
  const { folder, marker } = placeOf(name);
  if (await exists(marker)) return folder;

  await mkdir(cacheFolder(), { recursive: true });
  const release = await takeLock(`${folder}.lock`, name);
  try {
    if (await exists(marker)) return folder;
    const started = Date.now();
    say(`Installing ${name} into ${folder}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await install(folder);
    await writeFile(marker, `${name}\n`);
    say(`Installed ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
    return folder;
  } finally {
    await release();
  }
}

/**
 * Where a program is, or will be, and the file that says that it is there.
 *
 * @param {string} name of its folder
 */
function placeOf(name) {
  const folder = join(cacheFolder(), name);
  return { folder, marker: join(folder, ".installed") };
}

/**
 * Whether a program is there already.
 *
 * @param {string} name folder below test/programs
 * @param {readonly string[]} files what it is made of
 */
export async function isInstalled(name, files) {
  return exists(placeOf(`${name}-${await hashOfPins(name, files)}`).marker);
}

/**
 * The hash of what says which program it is.
 *
 * @param {string} name folder below test/programs
 * @param {readonly string[]} files
 */
export async function hashOfPins(name, files) {
  const digest = createHash("sha256");
  for (const file of files) digest.update(await readFile(join(programsFolder, name, file)));
  return digest.digest("hex").slice(0, 12);
}

/**
 * Runs npm quietly in a folder; rejects with npm's last words when it fails.
 *
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string>, node?: string }} options `node`: the Node that npm itself runs on
 */
export function npm(args, { cwd, env = {}, node = process.execPath }) {
  const cli = process.env.npm_execpath;
  const knownCli = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli);
  if (knownCli) return run(node, [cli, ...args], { cwd, env });
  return run("npm", args, { cwd, env, shell: process.platform === "win32" });
}

/**
 * Runs a command quietly; rejects with the command and the end of its output when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, shell?: boolean }} options `env` is added to a cleaned environment
 * @returns {Promise<void>}
 */
export function run(command, args, { cwd, env = {}, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...outsideOfNpmRun(process.env), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[command, ...args].join(" ")} ended with code ${code}:\n${output}`));
    });
  });
}

/**
 * Without what `npm run` adds for its own package: a nested npm must not take it for its own.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Record<string, string | undefined>}
 */
export function outsideOfNpmRun(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        !/^npm_(package|lifecycle|command|old)/.test(name) &&
        !["npm_config_local_prefix", "npm_config_ignore_scripts", "INIT_CWD", "NODE_OPTIONS"].includes(name),
    ),
  );
}

/** @param {string} path */
export async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * A folder is the lock: making one is atomic. A lock whose process is gone is taken over.
 *
 * @param {string} lock
 * @param {string} name what is installed, for people
 */
async function takeLock(lock, name) {
  let told = false;
  for (;;) {
    try {
      await mkdir(lock);
      await writeFile(join(lock, "pid"), String(process.pid));
      return () => rm(lock, { recursive: true, force: true });
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true });
    else {
      if (!told) say(`Waiting for another process that installs ${name}`);
      told = true;
      await sleep(lockCheckInterval);
    }
  }
}

/** @param {string} lock */
async function isAbandoned(lock) {
  const pid = Number(await readFile(join(lock, "pid"), "utf8").catch(() => ""));
  if (pid > 0) return !isRunning(pid);
  const made = await stat(lock).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > 10_000;
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/**
 * The code of an error of the system, such as `ENOENT`; undefined for others.
 *
 * @param {unknown} error
 * @returns {unknown}
 */
export const codeOf = (error) => (error instanceof Error && "code" in error ? error.code : undefined);
