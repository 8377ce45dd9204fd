import { accessSync, constants, statSync } from "node:fs";
import { type FolderSurroundings, isInsideAny, pathsOf, thisMachine } from "../workspaceFolders.ts";

/** What the search for a program needs of the machine. */
export interface ProgramSurroundings extends FolderSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True for a regular file that this account may execute. */
  readonly isProgram: (path: string) => boolean;
}

export const thisMachinesPrograms: ProgramSurroundings = {
  ...thisMachine,
  environment: process.env,
  isProgram: (path) => {
    try {
      if (!statSync(path).isFile()) return false;
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

/** What Windows can start: first programs, then what npm installs. */
const windowsExtensions = [".exe", ".com", ".cmd", ".bat"];

/** A variable of the environment; Windows takes `Path` and `PATH` for one. */
export function variableOf(
  name: string,
  { platform, environment }: Pick<ProgramSurroundings, "platform" | "environment">,
): string | undefined {
  if (platform !== "win32") return environment[name];
  const found = Object.keys(environment).find((key) => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : environment[found];
}

/**
 * The folders of the PATH in which a program may be looked for: absolute ones of this machine outside of every workspace. An
 * empty or relative entry would be wherever the program is started, a workspace's `node_modules/.bin` is the workspace's.
 */
export function safeSearchPath(workspaces: readonly string[], surroundings: ProgramSurroundings): readonly string[] {
  const { platform } = surroundings;
  const { delimiter } = pathsOf(platform);
  const entries = (variableOf("PATH", surroundings) ?? "").split(delimiter);
  const plain = platform === "win32" ? entries.map((entry) => entry.replaceAll('"', "").trim()) : entries;
  return plain.filter((entry) => isPlainAbsolute(entry, platform) && !isInsideAny(entry, workspaces, surroundings));
}

/** Absolute and on this machine: on Windows with a drive, and neither a device nor another machine. */
export function isPlainAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? /^[A-Za-z]:[\\/]/.test(path) : path.startsWith("/");
}

/**
 * The absolute path of a program on the PATH, which neither lies in a workspace nor is a link into one; undefined when there
 * is none.
 */
export function findProgram(
  name: string,
  workspaces: readonly string[],
  surroundings: ProgramSurroundings = thisMachinesPrograms,
): string | undefined {
  const { platform, isProgram, realPath } = surroundings;
  const { join } = pathsOf(platform);
  const names = platform === "win32" ? startable(surroundings).map((extension) => name + extension) : [name];
  for (const folder of safeSearchPath(workspaces, surroundings)) {
    for (const candidate of names.map((file) => join(folder, file))) {
      if (!isProgram(candidate)) continue;
      const real = realPath(candidate);
      const isSafe = real !== undefined && isPlainAbsolute(real, platform);
      if (isSafe && !isInsideAny(candidate, workspaces, surroundings)) return candidate;
    }
  }
  return undefined;
}

/** The extensions that both Windows and `PATHEXT` know; `.exe` is always looked for, and first. */
function startable(surroundings: ProgramSurroundings): readonly string[] {
  const known = (variableOf("PATHEXT", surroundings) ?? windowsExtensions.join(";")).toLowerCase().split(";");
  return windowsExtensions.filter((extension) => extension === ".exe" || known.includes(extension));
}
