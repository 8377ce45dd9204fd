import * as vscode from "vscode";
import { strayLink } from "../../system/foundFiles.ts";
import { leadingInto } from "../../system/insideFolder.ts";
import { foldersAround, isOwnCodexHome, isOwnFile } from "../../system/workspaceFolders.ts";
import type { CodexHome } from "./codexHome.ts";
import { isLocalFile } from "./localFile.ts";

/** The folders on this machine that are open. */
export const openFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isLocalFile(uri)).map(({ uri }) => uri.fsPath);

/** The folders on this machine that are open, and the repositories that they are part of. */
function workspaces({ codexHome }: Pick<CodexHome, "codexHome">): readonly string[] {
  const opened = openFolders();
  return [...opened, ...foldersAround({ folders: opened, codexHome })];
}

/** Whether a file is the person's own, and not the workspace's: see {@link isOwnFile}. */
export const isPersonsOwn = (file: vscode.Uri, home: CodexHome): boolean =>
  isOwnFile(file.fsPath, home, workspaces(home));

/** Whether a file comes with what is open, or a link of that leads to it. */
export const isOfWorkspace = (file: vscode.Uri, home: CodexHome): boolean => leadingInto(workspaces(home))(file.fsPath);

/** Whether a file that was found in a folder is a link that is not followed: see {@link strayLink}. */
export const isStrayLink = (file: vscode.Uri, folder: vscode.Uri, home: CodexHome): boolean =>
  isLocalFile(file) &&
  strayLink(file.fsPath, { folder: folder.fsPath, own: home, worked: openFolders() }) !== undefined;

/** Whether Codex's folder is the person's own, and not the workspace's: see {@link isOwnCodexHome}. */
export const isCodexHomeOwn = (home: CodexHome): boolean => isOwnCodexHome(home, workspaces(home));
