import * as vscode from "vscode";
import { strayLink } from "../../system/foundFiles.ts";
import { foldersAround, isOwnCodexHome, isOwnFile } from "../../system/workspaceFolders.ts";
import { isCodexFile } from "./codexFiles.ts";
import type { CodexHome } from "./codexHome.ts";

/** The folders on this machine that are open. */
export const openFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);

/** All folders whose programs are not to be started: the open ones, and those around them, open configurations and policies. */
export function untrustedFolders(home: CodexHome): readonly string[] {
  const opened = openFolders();
  const files = vscode.workspace.textDocuments
    .filter((document) => isCodexFile(document, home))
    .map(({ uri }) => uri.fsPath)
    .filter((path) => !isOwnFile(path, home, opened));
  return [...opened, ...foldersAround({ folders: opened, files })];
}

/** Whether a file is the person's own, and not the workspace's: see {@link isOwnFile}. */
export const isPersonsOwn = (file: vscode.Uri, home: CodexHome): boolean => isOwnFile(file.fsPath, home, openFolders());

/** Whether a file that was found in a folder is a link that is not followed: see {@link strayLink}. */
export const isStrayLink = (file: vscode.Uri, folder: vscode.Uri, home: CodexHome): boolean =>
  file.scheme === "file" &&
  strayLink(file.fsPath, { folder: folder.fsPath, own: home, worked: openFolders() }) !== undefined;

/** Whether Codex's folder is the person's own, and not the workspace's: see {@link isOwnCodexHome}. */
export const isCodexHomeOwn = (home: CodexHome): boolean => isOwnCodexHome(home, openFolders());
