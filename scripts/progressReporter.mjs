// A reporter of Vitest: writes down, a JSON object a line, which test begins and how it ends. What a run that is stopped
// has done can then still be told. The file is CODEX_OTEL_TEST_PROGRESS.
import { appendFileSync } from "node:fs";

export default class ProgressReporter {
  #file = process.env.CODEX_OTEL_TEST_PROGRESS ?? "";

  onTestModuleStart(module) {
    this.#write({ kind: "file", file: module.relativeModuleId });
  }

  onTestCaseReady(test) {
    this.#write({ kind: "began", ...nameOf(test) });
  }

  onTestCaseResult(test) {
    this.#write({ kind: "ended", ...nameOf(test), state: test.result().state });
  }

  onHookStart(hook) {
    this.#write({ kind: "hook", name: hook.name });
  }

  #write(event) {
    if (this.#file !== "") appendFileSync(this.#file, `${JSON.stringify(event)}\n`);
  }
}

const nameOf = (test) => ({ file: test.module.relativeModuleId, name: test.fullName });
