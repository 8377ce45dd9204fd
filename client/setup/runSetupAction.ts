import * as vscode from "vscode";
import type { SetupAction } from "../../core/setup/setupItem.ts";
import { commands, settings, views } from "../contributions.ts";
import type { Services } from "../services.ts";
import type { SetupNode } from "./setupTree.ts";

/** Does what a row of the Setup view offers. */
export async function runSetupAction({ setup }: Services, node: SetupNode | undefined = setup.selected): Promise<void> {
  const action = node?.item?.action;
  if (action === undefined) return;
  if (action.kind === "open-file") {
    const { line = 0 } = action;
    const selection = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(action.path), { selection });
    return;
  }
  const run: Readonly<Record<Exclude<SetupAction["kind"], "open-file">, readonly [string, ...unknown[]]>> = {
    "point-codex-here": [commands.pointCodexHere],
    "test-connection": [commands.testConnection, { exporter: "exporter" }],
    "start-listener": [commands.startListener],
    "start-listener-on-free-ports": [commands.startListenerOnFreePorts],
    "run-codex": [commands.runCodex],
    "open-policy": [commands.openPolicy],
    "set-header-secret": [commands.setHeaderSecret],
    "open-forward-setting": ["workbench.action.openSettings", settings.forward.key],
    "show-destinations": [`${views.destinations}.focus`],
    "manage-trust": ["workbench.trust.manage"],
  };
  const [command, ...parameters] = run[action.kind];
  await vscode.commands.executeCommand(command, ...parameters);
}
