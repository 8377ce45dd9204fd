import * as vscode from "vscode";
import { policyFileName } from "../../core/policy/model/policyLookup.ts";
import { previewScheme } from "../contributions.ts";
import type { Services } from "../services.ts";
import { pick } from "../shared/messages.ts";
import { isCodexHomeOwn } from "../shared/workspaceFolders.ts";
import { builtInPolicyUri } from "./builtInPolicyDocuments.ts";

/**
 * Opens the policy in force, beside a preview that follows it. For the built-in one it offers a copy to change, in the
 * workspace or for this person; none in a workspace that is not trusted, where it would not count.
 */
export async function openPolicy({ policy: source, home }: Services): Promise<void> {
  const { l10n } = vscode;
  const where: vscode.TextDocumentShowOptions = {
    viewColumn: isPreviewActive() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
  };
  await source.ready;
  const file = source.broken?.file ?? source.inUse.file;
  if (file !== undefined) {
    await vscode.window.showTextDocument(file, where);
    return;
  }
  const places = [
    ...(vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : []).map(({ uri, name }) => ({
      label: l10n.t("Copy for the Folder {0}", name),
      detail: vscode.Uri.joinPath(uri, policyFileName).fsPath,
      folder: uri,
      iconPath: new vscode.ThemeIcon("root-folder"),
    })),
    ...(vscode.workspace.isTrusted || isCodexHomeOwn(home) ? [vscode.Uri.file(home.codexHome)] : []).map((folder) => ({
      label: l10n.t("Copy for All of My Sessions"),
      detail: vscode.Uri.joinPath(folder, policyFileName).fsPath,
      folder,
      iconPath: new vscode.ThemeIcon("home"),
    })),
  ];
  const readOnly = {
    label: l10n.t("Only Read It"),
    detail: l10n.t("It cannot be changed, and nothing is copied"),
    folder: undefined,
    iconPath: new vscode.ThemeIcon("eye"),
  };
  const chosen = await pick([...places, readOnly], {
    title: l10n.t("Open Policy"),
    placeHolder: l10n.t("The built-in policy is in force. A copy with the name {0} takes its place.", policyFileName),
  });
  if (chosen === undefined) return;
  const { newestBuiltIn } = await import("../../core/policy/read/extend/builtInVersions.ts");
  if (chosen.folder === undefined) {
    await vscode.window.showTextDocument(builtInPolicyUri(newestBuiltIn.name), where);
    return;
  }
  const copy = vscode.Uri.joinPath(chosen.folder, policyFileName);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(copy, { ignoreIfExists: true, contents: new TextEncoder().encode(newestBuiltIn.text) });
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(copy, where);
}

/** Whether a preview of what a destination gets is being looked at. */
function isPreviewActive(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === previewScheme;
}
