/** What of the JSON report of Vitest is looked at. */
export interface TestReport {
  readonly testResults: readonly {
    /** Path of the test file. */
    readonly name: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly ancestorTitles: readonly string[];
    }[];
  }[];
}

/** A program that tests want and that could not be had. */
export interface MissingProgram {
  /** Occurs in the source of each test file that wants it. */
  readonly word: string;
  /** `without X: WHY` */
  readonly reason: string;
}

/** One line for each file that has skipped tests: which they are, how many, and why. */
export function skippedTests(
  report: TestReport,
  root: string,
  missing: readonly MissingProgram[],
  readSource: (file: string) => string,
): readonly string[];
