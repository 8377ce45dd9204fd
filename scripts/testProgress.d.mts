/** What a run has done so far. */
export interface TestProgress {
  readonly passed: number;
  /** `FILE: NAME` of each test that failed. */
  readonly failed: readonly string[];
  /** `FILE: NAME` of each test that began and has not ended. */
  readonly running: readonly string[];
}

/** Reads the lines of progressReporter.mjs; a last line that is cut is passed over. */
export function readTestProgress(text: string): TestProgress;
