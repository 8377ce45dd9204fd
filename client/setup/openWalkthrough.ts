import * as vscode from "vscode";
import { extensionId, walkthroughId, walkthroughSteps } from "../contributions.ts";
import type { Services } from "../services.ts";

/**
 * Opens the walkthrough with a tick at every step that is done. VS Code loads walkthroughs when one is first opened, and
 * ticks by itself only what becomes done after that (observed with 1.139), so what is done already is ticked here.
 */
export async function openWalkthrough({ setup }: Services): Promise<void> {
  await setup.check();
  const walkthrough = `${extensionId}#${walkthroughId}`;
  for (const [id, steps] of Object.entries(walkthroughSteps)) {
    if (!steps.some((step) => setup.isDone(step))) continue;
    try {
      await vscode.commands.executeCommand("welcome.markStepComplete", `${walkthrough}#${id}`);
    } catch {
      // noted all the same, and shown once the walkthrough is loaded
    }
  }
  await vscode.commands.executeCommand("workbench.action.openWalkthrough", walkthrough, false);
}
