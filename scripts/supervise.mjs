// Runs a command for as long as it makes progress.
import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";

const lookEvery = 2_000;
const killAfter = 30_000;

/** See supervise.d.mts. */
export function supervise([program, ...parameters], { cwd, env, progress, look = lookEvery }) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
    let stalled = false;
    let killing;
    const stop = () => {
      stalled = true;
      clearInterval(watching);
      child.kill("SIGTERM");
      killing = setTimeout(() => child.kill("SIGKILL"), killAfter);
    };
    const watching = progress === undefined ? undefined : watch(progress, look, stop);
    const end = (code) => {
      clearInterval(watching);
      clearTimeout(killing);
      resolve({ code, stalled });
    };
    child.on("error", () => end(-1));
    child.on("close", (code, signal) => end(code ?? signal));
  });
}

function watch({ file, patience }, look, stop) {
  const isStalled = stallWatch(Math.ceil(patience / look));
  return setInterval(async () => {
    const found = await stat(file).catch(() => undefined);
    if (isStalled(found?.size ?? 0)) stop();
  }, look);
}

/** See supervise.d.mts. */
export function stallWatch(patience) {
  let last = -1;
  let quiet = 0;
  return (size) => {
    quiet = size === last ? quiet + 1 : 0;
    last = size;
    return quiet >= patience;
  };
}
