import { homedir } from "node:os";
import { resolve } from "node:path";
import { codexHomeOf } from "../core/config/configLocations.ts";
import { foldersAround, isOwnCodexHome, isOwnFile, type OwnFolders } from "../system/workspaceFolders.ts";
import type { CommandIo } from "./output/commandIo.ts";

/** The person's home folder and that of Codex, as the environment says. */
export function ownFolders({ environment, currentDirectory }: CommandIo): OwnFolders {
  const home = environment.HOME ?? environment.USERPROFILE ?? homedir();
  return { home, codexHome: resolve(currentDirectory, codexHomeOf({ home, codexHome: environment.CODEX_HOME })) };
}

/** Whether Codex's folder is the person's, and not one that lies in the repository that they are in. */
export function isOwnHome(io: CommandIo): boolean {
  const own = ownFolders(io);
  return isOwnCodexHome(own, foldersAround({ folders: [io.currentDirectory], codexHome: own.codexHome }));
}

/** Whether a file lies in the person's own folder of Codex. */
export function isOwn(path: string, io: CommandIo): boolean {
  const own = ownFolders(io);
  return isOwnFile(path, own, foldersAround({ folders: [io.currentDirectory], codexHome: own.codexHome }));
}
