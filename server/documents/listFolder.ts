import { readdirSync } from "node:fs";
import type { FolderEntry } from "../../core/config/language/completePaths.ts";

/** The entries of a folder; none when it cannot be read. */
export function listFolder(path: string): readonly FolderEntry[] {
  try {
    return readdirSync(path, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
    }));
  } catch {
    return [];
  }
}
