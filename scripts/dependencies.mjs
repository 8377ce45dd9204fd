// The packages of this repository itself: installed when absent or other than the lockfile says.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { npm, say } from "./programs/programCache.mjs";

const oldestNode = { major: 20, minor: 19 };

/** Ends the process with a plain sentence when this Node is too old for the tools. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return;
  console.error(
    `Node ${Object.values(oldestNode).join(".")} or newer is needed, this is ${process.version}. See https://nodejs.org`,
  );
  process.exit(1);
}

/** Runs `npm ci` in the checkout unless what is installed is what package-lock.json names. */
export async function ensureDependencies() {
  if (await isInstalled()) return;
  say("Installing the packages of package-lock.json (npm ci)");
  await npm(["ci"], { cwd: fileURLToPath(new URL("..", import.meta.url)) });
}

/** npm keeps what it installed in node_modules/.package-lock.json; packages for other systems are absent there. */
async function isInstalled() {
  const wanted = await packagesOf("package-lock.json");
  const installed = await packagesOf("node_modules/.package-lock.json");
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || installed[path]?.version === version || (optional === true && installed[path] === undefined),
  );
}

/**
 * @param {string} lockfile path in the checkout
 * @returns {Promise<Record<string, { readonly version?: string, readonly optional?: boolean }>>}
 */
async function packagesOf(lockfile) {
  const text = await readFile(new URL(`../${lockfile}`, import.meta.url), "utf8").catch(() => "{}");
  return JSON.parse(text).packages ?? {};
}
