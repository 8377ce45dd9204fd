// Runs a command for as long as it makes progress.
import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";

const lookEvery = 2_000;
const killAfter = 30_000;

/**
 * @typedef {object} SupervisedRun
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {Progress} [progress] without it, the command is never stopped
 * @property {number} [look] how often the file is looked at, in milliseconds
 *
 * @typedef {object} Progress
 * @property {string} file grows with the progress of the command
 * @property {number} patience the command is stopped when the file has not grown for so many milliseconds
 *
 * @typedef {object} SupervisedEnd
 * @property {number | string} code exit code, the signal that ended it, or -1 when it could not be started
 * @property {boolean} stalled it was stopped because it made no progress
 */

/**
 * Runs a command for as long as it makes progress; its output goes where ours goes.
 *
 * @param {readonly [string, ...string[]]} command
 * @param {SupervisedRun} run
 * @returns {Promise<SupervisedEnd>}
 */
export function supervise([program, ...parameters], { cwd, env, progress, look = lookEvery }) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    let stalled = false;
    /** @type {NodeJS.Timeout | undefined} */
    let killing;
    const stop = () => {
      stalled = true;
      clearInterval(watching);
      child.kill("SIGTERM");
      killing = setTimeout(() => child.kill("SIGKILL"), killAfter);
    };
    const watching = progress === undefined ? undefined : watch(progress, look, stop);
    const end = (/** @type {number | string} */ code) => {
      clearInterval(watching);
      clearTimeout(killing);
      resolve({ code, stalled });
    };
    child.on("error", () => end(-1));
    child.on("close", (code, signal) => end(code ?? signal ?? -1));
  });
}

/**
 * @param {Progress} progress
 * @param {number} look
 * @param {() => void} stop
 */
function watch({ file, patience }, look, stop) {
  const isStalled = stallWatch(Math.ceil(patience / look));
  return setInterval(async () => {
    const found = await stat(file).catch(() => undefined);
    if (isStalled(found?.size ?? 0)) stop();
  }, look);
}

/**
 * Tells, look by look, whether a file that grows with the progress of a command has not grown for `patience` looks. It
 * counts looks and not time, so that a machine that slept gives all of it again.
 *
 * @param {number} patience
 * @returns {(size: number) => boolean}
 */
export function stallWatch(patience) {
  let last = -1;
  let quiet = 0;
  return (size) => {
    quiet = size === last ? quiet + 1 : 0;
    last = size;
    return quiet >= patience;
  };
}
