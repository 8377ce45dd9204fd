import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { commands, extensionId } from "../../../client/contributions.ts";
import { eventually } from "./eventually.ts";

const session = "01a20842-8d4e-7652-a753-a4fd01efb373";
/** VS Code gives extensions no documents of more than 50 MB. */
const longerThanExtensionsGet = 51 * 1024 * 1024;

describe("a transcript of Codex", () => {
  it("opens however long it is", async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
    const home = process.env.CODEX_HOME ?? "";
    const file = join(home, `sessions/2026/11/22/rollout-2026-11-22T10-00-00-${session}.jsonl`);
    mkdirSync(dirname(file), { recursive: true });
    const line = `${JSON.stringify({ type: "event", text: "x".repeat(1000) })}\n`;
    writeFileSync(file, line.repeat(Math.ceil(longerThanExtensionsGet / line.length)));

    await vscode.commands.executeCommand(commands.openTranscript, {
      id: "session",
      parent: undefined,
      content: { kind: "session", session: { id: session } },
    });
    const openFiles = () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.fsPath : "")),
      );
    await eventually(openFiles, (paths) => paths.includes(file), "a tab with the transcript");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
});
