import type { InitializeParams } from "vscode-languageserver/node";
import { type CodexFolders, codexHomeOf } from "../../core/config/configLocations.ts";
import { untrustedFolders } from "../../system/workspaceFolders.ts";
import { pathOf } from "./documentPath.ts";

/** The folders that a client said are open. */
export function openedFolders({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  const addresses = [...(workspaceFolders ?? []).map(({ uri }) => uri), ...(rootUri ? [rootUri] : [])];
  const folders = addresses.flatMap((uri) => pathOf(uri) ?? []);
  return [...new Set([...folders, ...(rootPath ? [rootPath] : [])])];
}

/** All folders whose programs are not to be started, of those that were opened and files that were. */
export function workspacesOf(
  opened: readonly string[],
  uris: readonly string[],
  folders: CodexFolders,
): readonly string[] {
  const own = { home: folders.home, codexHome: codexHomeOf(folders) };
  return untrustedFolders({ opened, files: uris.flatMap((uri) => pathOf(uri) ?? []), own });
}
