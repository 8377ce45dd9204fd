import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Editor } from "./editor.ts";

/** Sets settings of the machine on which Codex and the extension run, as a person does in the remote settings. */
export async function setOnMachine(editor: Editor, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const file = join(editor.server.folder, "user/Machine/settings.json");
  const before: unknown = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, `${JSON.stringify({ ...(before as object), ...settings }, undefined, 2)}\n`);
}
