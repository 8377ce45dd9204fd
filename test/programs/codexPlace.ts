import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where a Codex works. */
export interface CodexPlace {
  readonly codexHome: string;
  readonly folder: string;
}

/**
 * Does something with a new, empty home and a project folder of Codex, and removes both. They are in no folder for temporary
 * files, below which Codex refuses to put its helpers.
 */
export async function inCodexPlace<T>(use: (place: CodexPlace) => Promise<T>): Promise<T> {
  const caches = join(homedir(), ".cache", "codex-follow");
  await mkdir(caches, { recursive: true });
  const place = await mkdtemp(join(caches, "place-"));
  const [codexHome, folder] = [join(place, "home"), join(place, "project")];
  try {
    await Promise.all([mkdir(codexHome), mkdir(folder)]);
    return await use({ codexHome, folder });
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
