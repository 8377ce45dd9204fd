import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** When Codex has been used on this machine, in milliseconds since 1970. */
export interface CodexActivity {
  /** Begin of the newest session. */
  readonly lastSessionUnixMilliseconds: number | undefined;
  /** When a session of the newest day has written last. */
  readonly lastActivityUnixMilliseconds: number | undefined;
}

/**
 * Looks at Codex's transcripts, `sessions/YYYY/MM/DD/rollout-TIME-ID.jsonl` in its folder (observed). Only the
 * dates of the files are read.
 */
export async function findCodexActivity(codexHome: string): Promise<CodexActivity> {
  const day = await newestDay(join(codexHome, "sessions"), 3);
  const names = day === undefined ? [] : await readdir(day).catch(() => []);
  const rollouts = names.filter((name) => /^rollout-.*\.jsonl$/.test(name));
  const dates = await Promise.all(rollouts.map((name) => stat(join(day ?? "", name)).catch(() => undefined)));
  const found = dates.filter((date) => date !== undefined);
  const newest = (times: readonly number[]) => (times.length === 0 ? undefined : Math.max(...times));
  return {
    lastSessionUnixMilliseconds: newest(
      found.map(({ birthtimeMs, mtimeMs }) => (birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs)),
    ),
    lastActivityUnixMilliseconds: newest(found.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** The newest of the folders whose names are numbers, so many levels down. */
async function newestDay(folder: string, levels: number): Promise<string | undefined> {
  if (levels === 0) return folder;
  const names = await readdir(folder).catch(() => []);
  const numbers = names.filter((name) => /^\d+$/.test(name)).sort((left, right) => Number(right) - Number(left));
  for (const name of numbers) {
    const found = await newestDay(join(folder, name), levels - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
