import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Somebody else has written the file since it was read. */
export class FileChangedError extends Error {
  override readonly name = "FileChangedError";
}

/**
 * Replaces the content of a file in one step and keeps its mode, whatever the umask is, and its owner and group as far as
 * this account may set them. A link stays a link: the file it leads to is replaced. With `expected`, throws a
 * {@link FileChangedError} when the file holds anything else by then.
 */
export async function writeFileAtomically(path: string, content: string, expected?: Uint8Array): Promise<void> {
  const target = await realpath(path);
  const before = await stat(target);
  const temporary = temporaryBeside(target);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await takeOver(file, before);
      await file.sync();
    } finally {
      await file.close();
    }
    if (expected !== undefined && !(await readFile(target)).equals(expected)) throw new FileChangedError();
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes a file in one step that nobody but its owner can read. Throws a {@link FileChangedError} when there is one by then. */
export async function createFileAtomically(path: string, content: string): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch((error: unknown) => withoutLinks(error, path, content));
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Some disks know no second name of a file. */
async function withoutLinks(error: unknown, path: string, content: string): Promise<void> {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") throw new FileChangedError();
  if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) throw error;
  const file = await open(path, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "EEXIST" ? new FileChangedError() : cause;
  });
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

const temporaryBeside = (path: string): string =>
  join(dirname(path), `.codex-otel-${randomBytes(8).toString("hex")}.tmp`);

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
