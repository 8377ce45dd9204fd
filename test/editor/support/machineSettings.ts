import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Editor } from "./editor.ts";
import { type Effect, until } from "./repeatedly.ts";

/**
 * Sets settings of the machine on which Codex and the extension run, as a person does in the remote settings, until the window
 * has taken them, as the effect shows. A window that does not watch the file yet hears nothing of the change: it is written
 * again.
 */
export async function setOnMachine(
  editor: Editor,
  settings: Readonly<Record<string, unknown>>,
  effect: Effect,
): Promise<void> {
  const file = join(editor.server.folder, "user/Machine/settings.json");
  await until(effect, async () => {
    const before: unknown = JSON.parse(await readFile(file, "utf8"));
    // never seen half written
    await writeFile(`${file}.new`, `${JSON.stringify({ ...(before as object), ...settings }, undefined, 2)}\n`);
    await rename(`${file}.new`, file);
  });
}
