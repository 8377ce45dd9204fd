// Reads what progressReporter.mjs wrote: what a run that was stopped has done.

/**
 * What a run has done so far.
 *
 * @typedef {object} TestProgress
 * @property {number} passed
 * @property {readonly string[]} failed `FILE: NAME` of each test that failed
 * @property {readonly string[]} running `FILE: NAME` of each test that began and has not ended
 */

/**
 * Reads the lines of progressReporter.mjs; a last line that is cut is passed over.
 *
 * @param {string} text
 * @returns {TestProgress}
 */
export function readTestProgress(text) {
  const running = new Map();
  let passed = 0;
  const failed = [];
  for (const line of text.split("\n")) {
    const event = parsed(line);
    if (event === undefined) continue;
    const title = `${event.file}: ${event.name}`;
    if (event.kind === "began") running.set(title, true);
    if (event.kind !== "ended") continue;
    running.delete(title);
    if (event.state === "passed") passed += 1;
    if (event.state === "failed") failed.push(title);
  }
  return { passed, failed, running: [...running.keys()] };
}

/**
 * The last line of a process that was killed may be cut.
 *
 * @param {string} line
 */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
