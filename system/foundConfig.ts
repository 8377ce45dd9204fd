import type { UnreadableWhy, UnreadWhy } from "../core/setup/unreadFile.ts";
import { readBoundedFileSync, UnreadFileError } from "./boundedFile.ts";
import { strayLink } from "./foundFiles.ts";
import type { OwnFolders } from "./workspaceFolders.ts";

/** Above this many bytes a file is no configuration that anybody wrote. */
export const largestConfig: number = 4 * 1024 * 1024;

/** That a file is there and was not read. */
export interface Unread<Why extends UnreadWhy = UnreadWhy> {
  readonly unread: Why;
}

/** Who looks for a configuration, and from where. */
export interface ConfigSeeker {
  readonly own: OwnFolders;
  /** The folders that are worked in: those that are open, or the one that a command runs in. */
  readonly worked: readonly string[];
}

/**
 * The text of a configuration in Codex's folder, which is read because it lies there, and not because somebody named it; why
 * it is not read; undefined where there is none. Never throws.
 */
export function readFoundConfig(path: string, { own, worked }: ConfigSeeker): string | Unread | undefined {
  const stray = strayLink(path, { folder: own.codexHome, own, worked });
  return stray === undefined ? readConfig(path) : { unread: stray };
}

/** The same of one that nobody but the owner of the machine puts there. */
export function readConfig(path: string): string | Unread | undefined {
  try {
    return readBoundedFileSync(path, largestConfig).toString("utf8");
  } catch (error) {
    return unreadBecause(error);
  }
}

/** What an error of reading says of the file: undefined where none is there. */
export function unreadBecause(error: unknown): Unread<UnreadableWhy> | undefined {
  if (error instanceof UnreadFileError) return { unread: error.reason };
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" ? undefined : { unread: "cannot be read" };
}
