import type { InitializeParams } from "vscode-languageserver/node";
import { type CodexFolders, codexHomeOf } from "../../core/config/configLocations.ts";
import { foldersAround, isOwnFile } from "../../system/workspaceFolders.ts";
import { pathOf } from "./documentPath.ts";

/** The folders that a client said are open. */
export function openedFolders({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  const addresses = [...(workspaceFolders ?? []).map(({ uri }) => uri), ...(rootUri ? [rootUri] : [])];
  const folders = addresses.flatMap((uri) => pathOf(uri) ?? []);
  return [...new Set([...folders, ...(rootPath ? [rootPath] : [])])];
}

/** All folders whose programs are not to be started: the opened ones, and those around them and others' open files. */
export function workspacesOf(
  opened: readonly string[],
  uris: readonly string[],
  folders: CodexFolders,
): readonly string[] {
  const own = { home: folders.home, codexHome: codexHomeOf(folders) };
  const paths = uris.flatMap((uri) => pathOf(uri) ?? []);
  return [
    ...opened,
    ...foldersAround({ folders: opened, files: paths.filter((path) => !isOwnFile(path, own, opened)) }),
  ];
}
