// Says which tests of a run were skipped, and why.

/** See skippedTests.d.mts. */
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
