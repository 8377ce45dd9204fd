// A reporter of Vitest: writes down, a JSON object a line, which test begins and how it ends. What a run that is stopped
// has done can then still be told. The file is CODEX_OTEL_TEST_PROGRESS.
import { appendFileSync } from "node:fs";

/**
 * @typedef {import("vitest/node").TestModule} TestModule
 * @typedef {import("vitest/node").TestCase} TestCase
 * @typedef {import("vitest/node").Reporter} Reporter
 */

/** @implements {Reporter} */
export default class ProgressReporter {
  #file = process.env.CODEX_OTEL_TEST_PROGRESS ?? "";

  /** @param {TestModule} module */
  onTestModuleStart(module) {
    this.#write({ kind: "file", file: module.relativeModuleId });
  }

  /** @param {TestCase} test */
  onTestCaseReady(test) {
    this.#write({ kind: "began", ...nameOf(test) });
  }

  /** @param {TestCase} test */
  onTestCaseResult(test) {
    this.#write({ kind: "ended", ...nameOf(test), state: test.result().state });
  }

  /** @param {{ readonly name: string }} hook */
  onHookStart(hook) {
    this.#write({ kind: "hook", name: hook.name });
  }

  /** @param {object} event */
  #write(event) {
    if (this.#file !== "") appendFileSync(this.#file, `${JSON.stringify(event)}\n`);
  }
}

/** @param {TestCase} test */
const nameOf = (test) => ({ file: test.module.relativeModuleId, name: test.fullName });
