import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CodexSessionResult, runCodex } from "./codexSession.ts";

/** What a program needs of `/etc` to find hosts, people and authorities. */
const kept = ["passwd", "group", "hosts", "nsswitch.conf", "resolv.conf", "ssl", "localtime"];

/** What Codex finds when it runs. */
export interface SystemSurroundings {
  /** Files in `/etc/codex` by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** A home of Codex; an empty one otherwise. */
  readonly codexHome?: string;
  /** The folder it works in; an empty one otherwise. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

let canUnshare: boolean | undefined;

/** Whether a process can be given a file system of its own here: Linux lets most users do so. */
function hasPrivateFileSystems(): boolean {
  canUnshare ??= process.platform === "linux" && spawnSync("unshare", ["-Urm", "true"]).status === 0;
  return canUnshare;
}

/**
 * Runs Codex with files of the test's own in `/etc/codex`, in a mount namespace: the machine's own `/etc` is never touched.
 * Undefined where no such namespace can be made.
 */
export async function runCodexWithSystemFiles(
  codex: string,
  args: readonly string[],
  { files, codexHome, cwd, environment }: SystemSurroundings,
): Promise<Omit<CodexSessionResult, "modelRequests"> | undefined> {
  if (!hasPrivateFileSystems()) return undefined;
  const place = await mkdtemp(join(tmpdir(), "codex-etc-"));
  const [etc, home] = [join(place, "etc"), join(place, "home")];
  try {
    await Promise.all([mkdir(join(etc, "codex"), { recursive: true }), mkdir(home)]);
    for (const name of kept)
      await cp(join("/etc", name), join(etc, name), { recursive: true, dereference: true }).catch(() => undefined);
    for (const [name, content] of Object.entries(files)) await writeFile(join(etc, "codex", name), content);
    const mounted = ["-Urm", "sh", "-c", 'mount --bind "$1" /etc && shift && exec "$@"', "sh", etc];
    return await runCodex("unshare", [...mounted, codex, ...args], {
      cwd: cwd ?? home,
      codexHome: codexHome ?? home,
      environment: { RUST_BACKTRACE: "0", ...environment },
    });
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 });
  }
}
