import { execFile } from "node:child_process";

/** How long `codex --version` may take, in milliseconds. */
const timeout = 5_000;

/**
 * The version of the Codex on the PATH, such as `0.169.0`; undefined when there is none or it does not answer. It runs in
 * `folder`, never in a workspace, whose files some systems would prefer to those on the PATH.
 */
export function findInstalledCodexVersion(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    try {
      execFile(
        "codex",
        ["--version"],
        { cwd: folder, timeout, windowsHide: true, maxBuffer: 10_000 },
        (error, stdout) =>
          resolve(error === null ? /\b\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/.exec(stdout)?.[0] : undefined),
      );
    } catch {
      resolve(undefined);
    }
  });
}
