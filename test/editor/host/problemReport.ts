import { ok } from "node:assert/strict";
import * as vscode from "vscode";
import { commands } from "../../../client/contributions.ts";
import { eventually } from "./eventually.ts";

describe("the problem report", () => {
  it("is an unsaved document with versions, changed settings and the log, which nobody has sent", async () => {
    const configuration = vscode.workspace.getConfiguration("codexOtel");
    await configuration.update("inlayHints.enabled", false, vscode.ConfigurationTarget.Global);
    await configuration.update("codexVersion", "0.170.0", vscode.ConfigurationTarget.Global);
    try {
      // Not awaited: the command ends when the person has answered its message.
      void vscode.commands.executeCommand(commands.reportProblem);
      const document = await eventually(
        () => vscode.window.activeTextEditor?.document,
        (found) => found?.languageId === "markdown",
        "the report",
      );
      const text = document?.getText() ?? "";
      ok(document?.isUntitled);
      ok(text.includes(`${vscode.env.appName} ${vscode.version}`), text);
      ok(text.includes("- `codexOtel.inlayHints.enabled`: `false` (user)"), text);
      ok(text.includes("- `codexOtel.codexVersion`: changed, its value is left out (user)"), text);
      ok(!text.includes("0.170.0"), text);
      ok(text.includes("### Log"), text);
    } finally {
      await configuration.update("inlayHints.enabled", undefined, vscode.ConfigurationTarget.Global);
      await configuration.update("codexVersion", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
