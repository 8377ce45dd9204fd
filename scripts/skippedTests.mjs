// Says which tests of a run were skipped, and why.

/**
 * What of the JSON report of Vitest is looked at.
 *
 * @typedef {object} TestReport
 * @property {readonly TestFileReport[]} testResults
 *
 * @typedef {object} TestFileReport
 * @property {string} name path of the test file
 * @property {readonly { readonly status: string, readonly title: string, readonly ancestorTitles: readonly string[] }[]} assertionResults
 */

/**
 * A program that tests want and that could not be had.
 *
 * @typedef {object} MissingProgram
 * @property {string} word occurs in the source of each test file that wants it
 * @property {string} reason `without X: WHY`
 */

/**
 * One line for each file that has skipped tests: which they are, how many, and why.
 *
 * @param {TestReport} report
 * @param {string} root
 * @param {readonly MissingProgram[]} missing
 * @param {(file: string) => string} readSource
 * @returns {readonly string[]}
 */
export function skippedTests({ testResults }, root, missing, readSource) {
  return testResults.flatMap(({ name, assertionResults }) => {
    const skipped = assertionResults.filter(({ status }) => ["skipped", "pending", "todo"].includes(status));
    if (skipped.length === 0) return [];
    const file = name.replace(root, "");
    const suites = [...new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] || title))];
    const brokenOff = assertionResults.some(({ status }) => status === "failed");
    const source = readSource(name);
    const lacks = missing.filter(({ word }) => source.includes(word)).map(({ reason }) => reason);
    const why = brokenOff ? "an earlier step failed" : lacks.join("; ") || "they are for another machine than this one";
    return [`${file}: ${suites.join(", ")} (${skipped.length} ${skipped.length === 1 ? "test" : "tests"}): ${why}`];
  });
}
