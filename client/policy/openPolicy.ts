import * as vscode from "vscode";
import { policyFileName } from "../../core/policy/model/policyLookup.ts";
import { previewScheme } from "../contributions.ts";
import type { Services } from "../services.ts";
import { pick } from "../shared/messages.ts";
import { isCodexHomeOwn } from "../shared/workspaceFolders.ts";
import { builtInPolicyUri } from "./builtInPolicyDocuments.ts";

/**
 * Opens the policy in force, beside a preview that follows it. For the built-in one it offers a new one, which extends it or
 * is a copy of it, in the workspace or for this person; none in a workspace that is not trusted, where it would not count.
 */
export async function openPolicy({ policy: source, home }: Services): Promise<void> {
  const { l10n } = vscode;
  const where: vscode.TextDocumentShowOptions = {
    viewColumn: isPreviewActive() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
  };
  await source.ready;
  const inForce = source.broken?.file ?? source.inUse.file;
  if (inForce !== undefined) {
    await vscode.window.showTextDocument(inForce, where);
    return;
  }
  const places: readonly Place[] = [
    ...(vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : []).map(({ uri, name }) => ({
      file: vscode.Uri.joinPath(uri, policyFileName),
      extend: l10n.t("Change Single Entries for the Folder {0}", name),
      copy: l10n.t("Copy for the Folder {0}", name),
      iconPath: new vscode.ThemeIcon("root-folder"),
    })),
    ...(vscode.workspace.isTrusted || isCodexHomeOwn(home) ? [vscode.Uri.file(home.codexHome)] : []).map((folder) => ({
      file: vscode.Uri.joinPath(folder, policyFileName),
      extend: l10n.t("Change Single Entries for All of My Sessions"),
      copy: l10n.t("Copy for All of My Sessions"),
      iconPath: new vscode.ThemeIcon("home"),
    })),
  ];
  const created = [false, true].flatMap((isCopy) =>
    places.map(({ file, extend, copy, iconPath }) => ({
      label: isCopy ? copy : extend,
      description: isCopy
        ? l10n.t("all of it, to change what you like")
        : l10n.t("a few lines that extend the built-in policy"),
      detail: file.fsPath,
      iconPath,
      created: { file, isCopy },
    })),
  );
  const readOnly = {
    label: l10n.t("Only Read It"),
    detail: l10n.t("It cannot be changed, and no file is made"),
    created: undefined,
    iconPath: new vscode.ThemeIcon("eye"),
  };
  const chosen = await pick([...created, readOnly], {
    title: l10n.t("Open Policy"),
    placeHolder: l10n.t("The built-in policy is in force. A file with the name {0} takes its place.", policyFileName),
  });
  if (chosen === undefined) return;
  const { newestBuiltIn } = await import("../../core/policy/read/extend/builtInVersions.ts");
  if (chosen.created === undefined) {
    await vscode.window.showTextDocument(builtInPolicyUri(newestBuiltIn.name), where);
    return;
  }
  const { extendingPolicyText } = await import("../../core/policy/read/extend/extendingPolicy.ts");
  const { file, isCopy } = chosen.created;
  const text = isCopy ? newestBuiltIn.text : extendingPolicyText;
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { ignoreIfExists: true, contents: new TextEncoder().encode(text) });
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(file, where);
}

/** Where a policy counts, with the words for what may be made there. */
interface Place {
  readonly file: vscode.Uri;
  readonly extend: string;
  readonly copy: string;
  readonly iconPath: vscode.ThemeIcon;
}

/** Whether a preview of what a destination gets is being looked at. */
function isPreviewActive(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === previewScheme;
}
