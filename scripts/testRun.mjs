// What `npm test` and `npm run verify` have in common: runs checks and suites of tests, and tells what came of them.
import { readFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { skippedTests } from "./skippedTests.mjs";
import { supervise } from "./supervise.mjs";
import { readTestProgress } from "./testProgress.mjs";

/**
 * A command with its parameters, and a name for people.
 *
 * @typedef {{ readonly name: string, readonly command: readonly [string, ...string[]] }} Check
 */

/**
 * Tests of projects: all, or those of some files.
 *
 * @typedef {object} Suite
 * @property {string} name for people
 * @property {readonly string[]} projects of vitest
 * @property {readonly string[]} [files]
 * @property {Readonly<Record<string, string | undefined>>} [env] what else the tests find in their environment
 */

/**
 * @typedef {import("./supervise.mjs").SupervisedEnd} SupervisedEnd
 * @typedef {import("vitest/node").JsonTestResults} Outcome
 */

export const root = fileURLToPath(new URL("..", import.meta.url));
/** How long no test may begin or end, in milliseconds: longer than the longest one and its hooks together may take. */
const patience = 30 * 60_000;

/**
 * The command that runs a script of a package with this Node.
 *
 * @param {string} packagePath
 * @returns {[string, string]}
 */
export const bin = (packagePath) => [process.execPath, join(root, "node_modules", packagePath)];

/**
 * What tests of the product's own programs need; they build it for themselves otherwise.
 *
 * @type {Check}
 */
export const bundles = { name: "bundles", command: [process.execPath, "esbuild.mjs"] };

/** Checks and suites, one after the other; what failed, was skipped or passed is told at the end. */
export class TestRun {
  #results;
  #env;
  #passed = 0;
  /** @type {import("./skippedTests.mjs").MissingProgram[]} */
  #missing = [];
  /** @type {string[]} */
  #skipped = [];
  /** @type {string[]} */
  #failures = [];
  #started = Date.now();

  /**
   * @param {object} options
   * @param {string} options.results folder of the reports, below the root
   * @param {Readonly<Record<string, string>>} [options.env] what all commands find in their environment
   */
  constructor({ results, env = {} }) {
    this.#results = join(root, results);
    this.#env = env;
  }

  /**
   * Does it, whatever comes of it, and tells the result: the last line is `N passed, N failed`.
   *
   * @param {() => Promise<void>} task
   */
  async all(task) {
    try {
      await rm(this.#results, { recursive: true, force: true });
      await mkdir(this.#results, { recursive: true });
      await task();
    } catch (error) {
      this.#failures.push(error instanceof Error ? error.message : String(error));
    }
    this.#report();
  }

  /** @param {string} text */
  heading(text) {
    console.log(`\n▶ ${text} (${this.#seconds} s)`);
  }

  /**
   * Tests whose source has this word are skipped, for this reason.
   *
   * @param {string} word
   * @param {string} reason
   */
  isWithout(word, reason) {
    this.#missing.push({ word, reason });
    console.log(`Some tests are skipped ${reason}.`);
  }

  /** @param {Check} check */
  async check({ name, command }) {
    this.heading(name);
    const { code } = await this.#execute(command, {});
    if (code === 0) this.#passed += 1;
    else this.#failures.push(name);
  }

  /** @param {Suite} suite */
  async suite({ name, projects, files = [], env = {} }) {
    this.heading(name);
    const file = join(this.#results, name.replaceAll(/[^a-z0-9]+/gi, "-"));
    const [json, progress] = [`${file}.json`, `${file}.progress.jsonl`];
    const end = await this.#execute(
      [
        ...bin("vitest/vitest.mjs"),
        ...["run", "--reporter=default", "--reporter=json", `--outputFile.json=${json}`],
        ...["--reporter=./scripts/progressReporter.mjs"],
        ...projects.flatMap((project) => ["--project", project]),
        ...files,
      ],
      { ...env, CODEX_OTEL_TEST_PROGRESS: progress },
      { file: progress, patience },
    );
    const outcome = await readFile(json, "utf8").then(JSON.parse, () => undefined);
    if (outcome === undefined) await this.#noteBrokenOff(name, end, progress);
    else this.#noteOutcome(name, end, outcome);
  }

  /**
   * @param {string} name
   * @param {SupervisedEnd} end
   * @param {Outcome} outcome
   */
  #noteOutcome(name, { code }, outcome) {
    const failed = failedTests(outcome);
    this.#passed += outcome.numPassedTests;
    this.#failures.push(...failed);
    this.#skipped.push(...skippedTests(outcome, root, this.#missing, (file) => readFileSync(file, "utf8")));
    console.log(`${name}: ${outcome.numPassedTests} passed, ${failed.length} failed (${this.#seconds} s)`);
    if (outcome.numPassedTests + failed.length === 0) this.#failures.push(`${name}: no test ran`);
    else if (code !== 0 && failed.length === 0)
      this.#failures.push(`${name}: ended with code ${code} though no test failed`);
  }

  /**
   * The run has left no report: it was stopped, or it crashed.
   *
   * @param {string} name
   * @param {SupervisedEnd} end
   * @param {string} progress
   */
  async #noteBrokenOff(name, { code, stalled }, progress) {
    const done = readTestProgress(await readFile(progress, "utf8").catch(() => ""));
    this.#passed += done.passed;
    this.#failures.push(...done.failed);
    const how = stalled
      ? `stopped: no test began or ended for ${patience / 60_000} minutes`
      : `ended with code ${code}`;
    const running = done.running.length === 0 ? "no test was running" : `running: ${done.running.join("; ")}`;
    this.#failures.push(`${name}: ${how} after ${done.passed} tests had passed; ${running}`);
  }

  /**
   * A check runs until it ends; a suite, which writes down its progress, as long as it makes any.
   *
   * @param {readonly [string, ...string[]]} command
   * @param {Suite["env"]} env
   * @param {{ readonly file: string, readonly patience: number }} [progress]
   */
  #execute(command, env, progress) {
    return supervise(command, {
      cwd: root,
      env: { ...process.env, ...this.#env, CODEX_OTEL_BUILT: "1", ...env },
      ...(progress !== undefined && { progress }),
    });
  }

  get #seconds() {
    return Math.round((Date.now() - this.#started) / 1000);
  }

  #report() {
    this.heading("result");
    for (const suite of this.#skipped) console.log(`– skipped: ${suite}`);
    for (const failure of this.#failures) console.log(`✗ ${failure}`);
    console.log(`${this.#passed} passed, ${this.#failures.length} failed`);
    process.exitCode = this.#failures.length === 0 ? 0 : 1;
  }
}

/**
 * Failed tests by name, and test files that could not be loaded at all.
 *
 * @param {Outcome} outcome
 */
function failedTests({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(root, "");
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0) return failed.map((test) => `${file}: ${test.fullName}`);
    return status === "failed" ? [`${file}: ${String(message).split("\n", 1)[0]}`] : [];
  });
}
