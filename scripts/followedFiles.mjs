// What `npm run codex:follow -- --take-over FOLDER` leaves for a pull request, and what of it may get into one.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The files that name the version of Codex, from the root on. */
export const versionFiles = {
  manifest: "test/programs/codex/package.json",
  lock: "test/programs/codex/package-lock.json",
  newestKnown: "core/config/codexVersion.ts",
};

const versionPattern = /^\d+\.\d+\.\d+$/;
const captureName = /^[a-z0-9-]{1,80}\.all\.otlp\.jsonl$/;
const largestCapture = 4 * 1024 * 1024;
const largestReport = 60_000;

/**
 * The module that names the newest known Codex, with another version in it.
 *
 * @param {string} text of `core/config/codexVersion.ts`
 * @param {string} version
 */
export function withNewestKnown(text, version) {
  const changed = text.replace(/(?<=newestKnownCodexVersion = ")[^"]*(?=")/, requireVersion(version));
  if (!changed.includes(`newestKnownCodexVersion = "${version}"`)) throw new Error("The module names no newest Codex.");
  return changed;
}

/**
 * Takes what a job without rights has left: the version, a lock file that names nothing else, captures as lines of JSON. Each
 * is written to its own place below `root`; nothing else that lies in the folder is looked at. Rejects with a sentence when one
 * of them is something else.
 *
 * @param {string} folder
 * @param {string} root
 * @returns {Promise<{ version: string, report: string, files: readonly string[] }>} `files`: what was written, from the root on
 */
export async function takeFollowed(folder, root) {
  const version = requireVersion((await readFile(join(folder, "version"), "utf8")).trim());
  const lock = JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8"));
  const manifest = JSON.parse(await readFile(join(root, versionFiles.manifest), "utf8"));
  manifest.dependencies["@openai/codex"] = version;
  requireLock(lock, version);
  /** @type {Map<string, string>} */
  const taken = new Map([
    [versionFiles.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`],
    [versionFiles.lock, `${JSON.stringify(lock, undefined, 2)}\n`],
    [versionFiles.newestKnown, withNewestKnown(await readFile(join(root, versionFiles.newestKnown), "utf8"), version)],
  ]);
  const captures = join(folder, "captures");
  for (const name of (await readdir(captures)).sort()) {
    if (!captureName.test(name))
      throw new Error(`A capture has a name that none should have: ${JSON.stringify(name)}.`);
    const text = await readFile(join(captures, name), "utf8");
    if (text.length > largestCapture)
      throw new Error(`The capture ${name} is larger than ${largestCapture} characters.`);
    for (const line of text.trimEnd().split("\n")) JSON.parse(line);
    taken.set(`test/fixtures/followed/${name}`, text);
  }
  const report = (await readFile(join(folder, "report.md"), "utf8")).slice(0, largestReport);
  for (const [path, text] of taken) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { version, report, files: [...taken.keys()] };
}

/**
 * @param {string} version
 * @returns {string}
 */
function requireVersion(version) {
  if (!versionPattern.test(version)) throw new Error(`${JSON.stringify(version)} is no version of Codex.`);
  return version;
}

/**
 * A lock file could name other packages, or other places to take them from.
 *
 * @param {{ packages?: Record<string, { version?: string, resolved?: string, dependencies?: object, hasInstallScript?: boolean }> }} lock
 * @param {string} version
 */
function requireLock({ packages = {} }, version) {
  for (const [path, { version: named, resolved, dependencies, hasInstallScript }] of Object.entries(packages)) {
    if (path === "") continue;
    const isCodex = /^node_modules\/@openai\/codex(?:-[a-z0-9]+-[a-z0-9]+)?$/.test(path);
    const isOfVersion = named === version || named?.startsWith(`${version}-`) === true;
    const isPlain = resolved === undefined && dependencies === undefined && hasInstallScript === undefined;
    if (!isCodex || !isOfVersion || !isPlain)
      throw new Error(`The lock file has more than Codex ${version}: ${JSON.stringify(path)}.`);
  }
}
