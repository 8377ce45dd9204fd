// Follows a version of Codex: npm run codex:follow [VERSION] [-- --base VERSION] [--report FILE] [--take-over FOLDER]
import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildTool } from "./buildTool.mjs";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { versionFiles } from "./followedFiles.mjs";
import { obtainCodexVersion, pinnedCodexVersion } from "./programs/codex.mjs";
import { npm } from "./programs/programCache.mjs";
import { bin } from "./testRun.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundles = join(root, ".build/follow");
const caseTests = ["test/oracle/codexVerdicts.test.ts", "test/oracle/codexLayers.test.ts"];

requireNode();
await ensureDependencies();
try {
  await buildTool(["follow/main.ts"], bundles);
  const { follow } = await import(pathToFileURL(join(bundles, "main.mjs")).href);
  const isFollowed = await follow(process.argv.slice(2), {
    newestVersion,
    obtainCodex: obtainCodexVersion,
    pinnedVersion: await pinnedCodexVersion(),
    replayCases,
    takeOver,
    print: (/** @type {string} */ line) => console.log(line),
  });
  if (!isFollowed) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
} finally {
  await rm(bundles, { recursive: true, force: true });
}

/** The version that the registry of npm calls the latest. */
async function newestVersion() {
  const output = await outputOf("npm", ["view", "@openai/codex", "version"]);
  return output.trim();
}

/**
 * Writes what a pull request needs to name a version into a folder, unless the project names it already.
 *
 * @param {string} version
 * @param {string} folder
 */
async function takeOver(version, folder) {
  if (version === (await pinnedCodexVersion())) return;
  await mkdir(folder, { recursive: true });
  const work = join(bundles, "lock");
  await mkdir(work, { recursive: true });
  await copyFile(join(root, versionFiles.lock), join(work, "package-lock.json"));
  await copyFile(join(root, dirname(versionFiles.lock), ".npmrc"), join(work, ".npmrc"));
  const manifest = JSON.parse(await readFile(join(root, versionFiles.manifest), "utf8"));
  manifest.dependencies["@openai/codex"] = version;
  await writeFile(join(work, "package.json"), JSON.stringify(manifest));
  await npm(["install", "--package-lock-only", "--ignore-scripts"], { cwd: work });
  await copyFile(join(work, "package-lock.json"), join(folder, "package-lock.json"));
  await writeFile(join(folder, "version"), `${version}\n`);
}

/** @param {string} version */
async function replayCases(version) {
  const report = join(bundles, "cases.json");
  const args = ["run", "--project", "oracle", "--reporter=json", `--outputFile.json=${report}`, ...caseTests];
  await outputOf(process.execPath, [...bin("vitest/vitest.mjs").slice(1), ...args], {
    CODEX_OTEL_CODEX_VERSION: version,
    CODEX_OTEL_VERDICTS: "ask",
  }).catch(() => undefined);
  /** @type {import("vitest/node").JsonTestResults} */
  const { numPassedTests, testResults } = JSON.parse(await readFile(report, "utf8"));
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
  return { passed: numPassedTests, failed };
}

/**
 * What a program prints; rejects when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<string>}
 */
function outputOf(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "ignore"],
      shell: process.platform === "win32" && command === "npm",
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with code ${code}.`));
    });
  });
}
