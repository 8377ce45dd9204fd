import { join } from "node:path";
import type { Page } from "playwright-core";
import { freePort } from "../../../scripts/programs/freePort.mjs";
import { ensureCodex } from "../../programs/codex.ts";
import { runCodex } from "../../programs/codexSession.ts";
import { type Editor, startEditor } from "./editor.ts";
import { themeSettings } from "./themes.ts";
import { extensionIsActive } from "./workbench.ts";

/** A window with the extension, in which the user's config.toml is open. */
export interface ConfigWindow {
  readonly editor: Editor;
  readonly page: Page;
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly codexHome: string;
  /** Whether the real Codex starts with the file as it is saved, and what it says. */
  verdictOfCodex(): Promise<{ readonly accepts: boolean; readonly says: string }>;
}

/** Opens such a window; `homeFiles` are further files of the home folder. The file may name the port of the listener. */
export async function openConfigWindow(
  config: string | ((grpcPort: number) => string),
  homeFiles: Readonly<Record<string, string>> = {},
): Promise<ConfigWindow> {
  const grpcPort = await freePort();
  const httpPort = await freePort();
  const editor = await startEditor({
    settings: {
      "codexOtel.listener.grpcPort": grpcPort,
      "codexOtel.listener.httpPort": httpPort,
      ...themeSettings,
    },
    homeFiles: { ".codex/config.toml": typeof config === "string" ? config : config(grpcPort), ...homeFiles },
    workspaceFiles: { "README.md": "# A project\n" },
  });
  const codexHome = join(editor.home, ".codex");
  const page = await editor.open({ path: join(codexHome, "config.toml") });
  await extensionIsActive(page);
  const verdictOfCodex = async () => {
    const where = { cwd: editor.workspace, codexHome };
    const { exitCode, stderr } = await runCodex(await ensureCodex(), ["debug", "prompt-input", "hello"], where);
    return { accepts: exitCode === 0, says: stderr };
  };
  return { editor, page, grpcPort, httpPort, codexHome, verdictOfCodex };
}
