import { isInsideAny, pathsOf } from "../workspaceFolders.ts";
import { isPlainAbsolute, type ProgramSurroundings, safeSearchPath } from "./findProgram.ts";

/** Variables by which programs load further code, or take their folder or settings from. */
const dangerous =
  /^(?:NODE_OPTIONS|NODE_PATH|NODE_REPL_.*|LD_.*|DYLD_.*|BASH_ENV|ENV|SHELLOPTS|PYTHON.*|PERL5?.*|RUBY.*|GIT_.*|CODEX_.*|PWD|OLDPWD|COMSPEC|PATH)$/i;

/**
 * The environment of a program that is started unasked: the PATH holds only what {@link safeSearchPath} lets through, for a
 * script's first line may look there for its interpreter; what loads code, and what names a place in a workspace, is left out.
 */
export function programEnvironment(
  workspaces: readonly string[],
  folder: string,
  surroundings: ProgramSurroundings,
): Record<string, string> {
  const { platform, environment } = surroundings;
  const { delimiter } = pathsOf(platform);
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !dangerous.test(entry[0]) && !namesWorkspace(entry[1], workspaces, surroundings),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: safeSearchPath(workspaces, surroundings).join(delimiter),
    PWD: folder,
    // cmd.exe would look into its folder before it looks at the PATH
    ...(platform === "win32" && { NoDefaultCurrentDirectoryInExePath: "1" }),
  };
}

function namesWorkspace(value: string, workspaces: readonly string[], surroundings: ProgramSurroundings): boolean {
  const { platform } = surroundings;
  if (workspaces.some((folder) => value.includes(folder))) return true;
  const parts = value.split(pathsOf(platform).delimiter);
  return parts.some((part) => isPlainAbsolute(part, platform) && isInsideAny(part, workspaces, surroundings));
}
