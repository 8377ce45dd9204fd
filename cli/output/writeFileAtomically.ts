import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Replaces the content of a file in one step and keeps its mode, whatever the umask is, and its owner and group as far as
 * this account may set them. A link stays a link: the file it leads to is replaced.
 */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  const target = await realpath(path);
  const before = await stat(target);
  const temporary = join(dirname(target), `.codex-otel-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await takeOver(file, before);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** The owner first: to change it takes bits of the mode away. Who may not give the file to another one keeps it. */
async function takeOver(file: FileHandle, { uid, gid, mode }: Ownership): Promise<void> {
  const own = await file.stat();
  let isSame = own.uid === uid && own.gid === gid;
  if (!isSame)
    isSame = await file.chown(uid, gid).then(
      () => true,
      () => false,
    );
  if (!isSame && own.gid !== gid) await file.chown(own.uid, gid).catch(() => undefined);
  const { uid: owner } = await file.stat();
  // What was to run as another account must not run as this one.
  await file.chmod(mode & (owner === uid ? 0o7777 : 0o777));
}
