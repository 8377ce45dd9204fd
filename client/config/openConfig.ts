import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { showInformation } from "../shared/messages.ts";

/** Opens the `config.toml` of Codex, or offers to create it as an unsaved document. */
export async function openConfig({ home }: Services): Promise<void> {
  const { config } = home;
  const uri = vscode.Uri.file(config);
  if (await exists(uri)) {
    await vscode.window.showTextDocument(uri);
    return;
  }
  const create = vscode.l10n.t("Create…");
  const chosen = await showInformation(vscode.l10n.t("Codex has no configuration file yet: {0}", config), create);
  if (chosen === create) await openForEditing(uri);
}

/**
 * Shows the file in an editor; one that doesn't exist yet is an unsaved document with its path, written when the person
 * saves it.
 */
export async function openForEditing(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const target = (await exists(uri)) ? uri : uri.with({ scheme: "untitled" });
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(target), { preview: false });
}

/** True when the file is there. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
