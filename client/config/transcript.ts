import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isUuid } from "../../core/text/uuid.ts";

/**
 * Path of Codex's own record of a session, `sessions/YYYY/MM/DD/rollout-TIME-ID.jsonl` in its folder (observed),
 * the newest if there are several; undefined when there is none. Looks at names only, of ordinary files: what else has such a
 * name is none of Codex's.
 */
export async function findTranscript(codexHome: string, session: string): Promise<string | undefined> {
  if (!isUuid(session)) return undefined;
  const days = await folders(join(codexHome, "sessions"), 3);
  for (const day of days) {
    const entries = await readdir(day, { withFileTypes: true }).catch(() => []);
    const name = entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort()
      .reverse()
      .find((one) => one.startsWith("rollout-") && one.endsWith(`-${session}.jsonl`));
    if (name !== undefined) return join(day, name);
  }
  return undefined;
}

/** The folders so many levels down, the last ones by name first. */
async function folders(folder: string, levels: number): Promise<readonly string[]> {
  if (levels === 0) return [folder];
  const names = await readdir(folder).catch(() => []);
  const found: string[] = [];
  for (const name of names.sort().reverse()) found.push(...(await folders(join(folder, name), levels - 1)));
  return found;
}
