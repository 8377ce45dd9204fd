import * as vscode from "vscode";
import { extensionId, walkthroughId } from "../contributions.ts";
import type { SetupTree } from "../setup/setupTree.ts";

/** Opens the walkthrough, once it is known which of its steps are done: it opens at the first that is not. */
export async function openWalkthrough(setup: SetupTree): Promise<void> {
  await setup.check();
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#${walkthroughId}`, false);
}
