// Installs what is missing and runs every check: npm test. The last line is `N passed, N failed`.
import { readFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies, requireNode } from "./dependencies.mjs";
import { ensureChromium } from "./programs/chromium.mjs";
import { ensureCodeServer } from "./programs/codeServer.mjs";
import { ensureCodex } from "./programs/codex.mjs";
import { obtainCollector } from "./programs/collector.mjs";
import { obtainGojq } from "./programs/gojq.mjs";
import { obtainPythonSdk } from "./programs/pythonSdk.mjs";
import { obtainSigma } from "./programs/sigma.mjs";
import { obtainStrace } from "./programs/strace.mjs";
import { skippedTests } from "./skippedTests.mjs";
import { supervise } from "./supervise.mjs";
import { readTestProgress } from "./testProgress.mjs";

/**
 * @typedef {import("./supervise.mjs").SupervisedEnd} SupervisedEnd
 * @typedef {import("vitest/node").JsonTestResults} TestRun
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const results = join(root, "test-results");
const vsix = join(root, ".build/codex-otel.vsix");
/** How long no test may begin or end, in milliseconds: longer than the longest one and its hooks together may take. */
const patience = 30 * 60_000;

/**
 * The command that runs a program of an installed package.
 *
 * @param {string} packagePath
 * @returns {[string, string]}
 */
const bin = (packagePath) => [process.execPath, join(root, "node_modules", packagePath)];
/** @type {readonly { readonly name: string, readonly command: readonly [string, ...string[]] }[]} */
const checks = [
  { name: "lint", command: [...bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings"] },
  { name: "types", command: [...bin("typescript/bin/tsc"), "-b"] },
  { name: "bundles", command: [process.execPath, "esbuild.mjs"] },
  { name: "package", command: [process.execPath, "scripts/package.mjs", vsix] },
];
/** One after the other, so that the real programs of one don't slow the timers of another. */
const suites = [
  { name: "unit and protocol tests", projects: ["unit", "protocol"] },
  { name: "oracle tests: the real Codex as judge", projects: ["oracle"] },
  { name: "live tests: a real Codex session", projects: ["live"] },
  { name: "editor tests: a real VS Code", projects: ["editor"] },
];

/** What some tests want, with a word that occurs in all of them; where it cannot be had they are skipped. */
const programs = [
  { name: "the OpenTelemetry Collector", word: "collectorProgram", obtain: obtainCollector },
  { name: "pySigma", word: "sigmaPackages", obtain: obtainSigma },
  { name: "jq in Go", word: "obtainGojq", obtain: obtainGojq },
  { name: "the OpenTelemetry SDK for Python", word: "obtainPythonSdk", obtain: obtainPythonSdk },
  { name: "strace", word: "obtainStrace", obtain: obtainStrace },
];

let passed = 0;
/** @type {import("./skippedTests.mjs").MissingProgram[]} */
const missing = [];
/** @type {string[]} */
const skipped = [];
/** @type {string[]} */
const failures = [];
const started = Date.now();

requireNode();
process.chdir(root);
try {
  await prepare();
  for (const check of checks) await runCheck(check);
  for (const suite of suites) await runSuite(suite);
} catch (error) {
  failures.push(error instanceof Error ? error.message : String(error));
}
report();

async function prepare() {
  heading("what is needed");
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });
  await mkdir(join(root, ".build"), { recursive: true });
  await ensureDependencies();
  await ensureChromium();
  await ensureCodeServer();
  await ensureCodex();
  for (const { name, word, obtain } of programs) {
    const program = await obtain();
    if (!("unobtainable" in program)) continue;
    const reason = `without ${name}: ${program.unobtainable}`;
    missing.push({ word, reason });
    console.log(`Some tests are skipped ${reason}.`);
  }
}

/** @param {(typeof checks)[number]} check */
async function runCheck({ name, command }) {
  heading(name);
  const { code } = await execute(command);
  if (code === 0) passed += 1;
  else failures.push(name);
}

/** @param {(typeof suites)[number]} suite */
async function runSuite({ name, projects }) {
  heading(name);
  const json = join(results, `${projects.join("-")}.json`);
  const progress = join(results, `${projects.join("-")}.progress.jsonl`);
  const end = await execute(
    [
      ...bin("vitest/vitest.mjs"),
      ...["run", "--reporter=default", "--reporter=json", `--outputFile.json=${json}`],
      ...["--reporter=./scripts/progressReporter.mjs"],
      ...projects.flatMap((project) => ["--project", project]),
    ],
    progress,
  );
  const outcome = await readFile(json, "utf8").then(JSON.parse, () => undefined);
  if (outcome === undefined) await reportBrokenOff(name, end, progress);
  else reportOutcome(name, end, outcome);
}

/**
 * @param {string} name
 * @param {SupervisedEnd} end
 * @param {TestRun} outcome
 */
function reportOutcome(name, { code }, outcome) {
  const failed = failedTests(outcome);
  passed += outcome.numPassedTests;
  failures.push(...failed);
  skipped.push(...skippedTests(outcome, root, missing, (file) => readFileSync(file, "utf8")));
  if (outcome.numPassedTests + failed.length === 0) failures.push(`${name}: no test ran`);
  else if (code !== 0 && failed.length === 0) failures.push(`${name}: ended with code ${code} though no test failed`);
}

/**
 * The run has left no report: it was stopped, or it crashed.
 *
 * @param {string} name
 * @param {SupervisedEnd} end
 * @param {string} progress
 */
async function reportBrokenOff(name, { code, stalled }, progress) {
  const done = readTestProgress(await readFile(progress, "utf8").catch(() => ""));
  passed += done.passed;
  failures.push(...done.failed);
  const how = stalled ? `stopped: no test began or ended for ${patience / 60_000} minutes` : `ended with code ${code}`;
  const running = done.running.length === 0 ? "no test was running" : `running: ${done.running.join("; ")}`;
  failures.push(`${name}: ${how} after ${done.passed} tests had passed; ${running}`);
}

/**
 * Failed tests by name, and test files that could not be loaded at all.
 *
 * @param {TestRun} outcome
 */
function failedTests({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(root, "");
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0) return failed.map((test) => `${file}: ${test.fullName}`);
    return status === "failed" ? [`${file}: ${String(message).split("\n", 1)[0]}`] : [];
  });
}

/**
 * A check runs until it ends; a suite, which writes down its progress, as long as it makes any.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {string} [progress]
 */
function execute(command, progress) {
  const env = {
    ...process.env,
    CODEX_OTEL_VSIX: vsix,
    CODEX_OTEL_BUILT: "1",
    ...(progress !== undefined && { CODEX_OTEL_TEST_PROGRESS: progress }),
  };
  return supervise(command, {
    cwd: root,
    env,
    ...(progress !== undefined && { progress: { file: progress, patience } }),
  });
}

/** @param {string} text */
function heading(text) {
  console.log(`\n▶ ${text} (${Math.round((Date.now() - started) / 1000)} s)`);
}

function report() {
  heading("result");
  for (const suite of skipped) console.log(`– skipped: ${suite}`);
  for (const failure of failures) console.log(`✗ ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
