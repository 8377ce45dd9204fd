// The packages of this repository itself: installed when absent or other than the lockfile says.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { npm, say } from "./programs/programCache.mjs";

const oldestNode = [20, 19];

/** Ends the process with a plain sentence when this Node is too old for the tools. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(`Node ${oldestNode.join(".")} or newer is needed, this is ${process.version}. See https://nodejs.org`);
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
  const [wanted, installed] = await Promise.all(
    ["package-lock.json", "node_modules/.package-lock.json"].map(packagesOf),
  );
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === "" || installed[path]?.version === version || (optional === true && installed[path] === undefined),
  );
}

async function packagesOf(lockfile) {
  const text = await readFile(new URL(`../${lockfile}`, import.meta.url), "utf8").catch(() => "{}");
  return JSON.parse(text).packages ?? {};
}
