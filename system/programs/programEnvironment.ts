import { leadingInto } from "../insideFolder.ts";
import { realName } from "../machineFolders.ts";
import { pathsOf } from "../walkPath.ts";
import { isPlainAbsolute, type ProgramSurroundings, safeSearchPath } from "./findProgram.ts";

/** Variables by which programs load further code, or take their folder or settings from. */
const dangerous =
  /^(?:NODE_OPTIONS|NODE_PATH|NODE_REPL_.*|LD_.*|DYLD_.*|BASH_ENV|ENV|SHELLOPTS|PYTHON.*|PERL5?.*|RUBY.*|GIT_.*|CODEX_.*|PWD|OLDPWD|COMSPEC|PATH)$/i;

/**
 * The environment of a program that is started unasked: the PATH holds only what may be looked into, for the program may look
 * there for others; what loads code, and what names a place in a workspace, is left out.
 */
export function programEnvironment(
  workspaces: readonly string[],
  folder: string,
  surroundings: ProgramSurroundings,
  path: readonly string[] = safeSearchPath(workspaces, surroundings),
): Record<string, string> {
  const { platform, environment } = surroundings;
  const { delimiter } = pathsOf(platform);
  const namesWorkspace = namingWorkspace(workspaces, surroundings);
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !dangerous.test(entry[0]) && !namesWorkspace(entry[1]),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    PWD: folder,
    // cmd.exe would look into its folder before it looks at the PATH
    ...(platform === "win32" && { NoDefaultCurrentDirectoryInExePath: "1" }),
  };
}

function namingWorkspace(workspaces: readonly string[], surroundings: ProgramSurroundings): (value: string) => boolean {
  const { platform } = surroundings;
  const { delimiter } = pathsOf(platform);
  const names = new Set(workspaces.flatMap((folder) => [folder, realName(folder, surroundings)]));
  const isForeign = leadingInto(workspaces, surroundings);
  return (value) =>
    [...names].some((name) => value.includes(name)) ||
    value.split(delimiter).some((part) => isPlainAbsolute(part, platform) && isForeign(part));
}
