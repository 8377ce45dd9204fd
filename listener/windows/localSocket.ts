import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** The address of a Unix-domain socket has room for 104 bytes on macOS and 108 on Linux, with the zero at its end. */
const longestPath = 100;

const socketName = /^codex-otel-[0-9a-f]{12}\.sock$/;
const folderPrefix = "codex-otel-";

/**
 * A path for a socket that only this user can connect to: in the listener's folder, or where that path would be too long
 * in a new folder for temporary files. On Windows the name of a pipe that nobody can guess.
 */
export async function newSocketPath(folder: string, platform: NodeJS.Platform = process.platform): Promise<string> {
  if (platform === "win32") return `\\\\.\\pipe\\codex-otel-${randomBytes(16).toString("hex")}`;
  const name = `codex-otel-${randomBytes(6).toString("hex")}.sock`;
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= longestPath) return path;
  const temporary = await mkdtemp(join(tmpdir(), folderPrefix));
  await chmod(temporary, 0o700);
  return join(temporary, name);
}

/** Removes a socket that nobody listens on any more, and the folder that was made for it. Paths of others are left alone. */
export async function removeSocket(path: string): Promise<void> {
  if (!socketName.test(basename(path))) return;
  await rm(path, { force: true }).catch(() => undefined);
  if (basename(dirname(path)).startsWith(folderPrefix)) await rmdir(dirname(path)).catch(() => undefined);
}
