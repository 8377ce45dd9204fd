import { lstat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isBeyondFiles, resolveLocally } from "../localPath.ts";
import { gitFolderNamed } from "./gitPointer.ts";
import { type IndexAnswer, lookUpInIndex } from "./indexEntry.ts";
import { readBounded } from "./readBounded.ts";

/** A larger index is not read: half a million files have one of about 50 MB. */
const largestIndex = 64 * 1024 * 1024;
/** A `.git` file holds one path. */
const largestPointer = 8 * 1024;

/**
 * Whether git tracks a file, read from the index of the repository around it. No git is started: a repository chooses what
 * git starts. `path` is a real path. Never throws.
 */
export async function gitTracks(path: string): Promise<IndexAnswer> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (isBeyondFiles(folder)) return "unknown";
    const found = await gitFolderOf(folder);
    if (found === "unknown") return "unknown";
    if (found !== undefined) return lookUp(found, relative(folder, path));
    if (folder === dirname(folder)) return "untracked";
  }
}

/** Where git keeps its files for the work tree with this top; undefined when there is none. */
async function gitFolderOf(folder: string): Promise<string | "unknown" | undefined> {
  const place = join(folder, ".git");
  const status = await lstat(place).catch(() => undefined);
  if (status === undefined) return undefined;
  const real = status.isSymbolicLink() ? resolveLocally(place) : place;
  if (real === undefined) return "unknown";
  const { isFolder, isFile } = await kindOf(real);
  if (isFolder) return (await isGitFolder(real)) ? real : undefined;
  return isFile ? ((await followPointer(real, folder)) ?? "unknown") : "unknown";
}

/** A work tree beside others and a submodule have a file `.git` that names the folder. */
async function followPointer(file: string, folder: string): Promise<string | undefined> {
  const bytes = await readBounded(file, largestPointer);
  if (bytes === undefined) return undefined;
  const target = gitFolderNamed(new TextDecoder().decode(bytes));
  if (target === undefined || isBeyondFiles(target)) return undefined;
  const real = resolveLocally(resolve(folder, target));
  return real !== undefined && (await isGitFolder(real)) ? real : undefined;
}

/** As git tells one: it has a HEAD. One of its own without HEAD is passed over. */
async function isGitFolder(folder: string): Promise<boolean> {
  return (await lstat(join(folder, "HEAD")).catch(() => undefined)) !== undefined;
}

async function kindOf(path: string): Promise<{ readonly isFolder: boolean; readonly isFile: boolean }> {
  const status = await lstat(path).catch(() => undefined);
  return { isFolder: status?.isDirectory() === true, isFile: status?.isFile() === true };
}

async function lookUp(gitFolder: string, inside: string): Promise<IndexAnswer> {
  const place = join(gitFolder, "index");
  // nothing was ever added
  if ((await lstat(place).catch(() => undefined)) === undefined) return "untracked";
  const real = resolveLocally(place);
  const bytes = real === undefined ? undefined : await readBounded(real, largestIndex);
  if (bytes === undefined) return "unknown";
  const path = inside.split(sep).join("/");
  // macOS may spell a name in another form than git does
  const answers = [...new Set([path, path.normalize("NFC")])].map((spelled) => lookUpInIndex(bytes, spelled));
  return answers.find((answer) => answer === "tracked") ?? answers[0] ?? "unknown";
}
