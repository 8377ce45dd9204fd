import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { leadingInto } from "../insideFolder.ts";
import { type FolderSurroundings, thisMachine } from "../machineFolders.ts";
import { pathsOf } from "../walkPath.ts";
import { unmarkedTops } from "./commonPlaces.ts";
import { interpreterIn } from "./interpreter.ts";
import { wrappedPaths } from "./wrappedPaths.ts";

/** What the search for a program needs of the machine. */
export interface ProgramSurroundings extends FolderSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True for a regular file that this account may execute. */
  readonly isProgram: (path: string) => boolean;
  /** How a file begins; empty for what cannot be read. */
  readonly readBeginning: (path: string) => string;
  /** What is in a folder; nothing where it cannot be read. */
  readonly listEntries: (folder: string) => Promise<readonly { readonly name: string; readonly isLink: boolean }[]>;
}

/** As much of a script as is looked at. */
const longestBeginning = 16 * 1024;

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
  readBeginning: (path) => {
    try {
      // waits for nobody, should a pipe stand there by now
      const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        const bytes = Buffer.alloc(longestBeginning);
        return bytes.subarray(0, readSync(descriptor, bytes)).toString("utf8");
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return "";
    }
  },
  listEntries: async (folder) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.map((entry) => ({ name: entry.name, isLink: entry.isSymbolicLink() }));
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

/** The folders of the PATH as they stand there, also those in which nothing may be looked for. */
export function searchPath(surroundings: ProgramSurroundings): readonly string[] {
  const { platform } = surroundings;
  const entries = (variableOf("PATH", surroundings) ?? "").split(pathsOf(platform).delimiter);
  return platform === "win32" ? entries.map((entry) => entry.replaceAll('"', "").trim()) : entries;
}

/**
 * The folders of the PATH in which a program may be looked for: absolute ones of this machine, on no way into a workspace or
 * into what it may have come with, see {@link unmarkedTops}. An empty or relative entry would be wherever the program is
 * started, a workspace's `node_modules/.bin` is the workspace's.
 */
export function safeSearchPath(workspaces: readonly string[], surroundings: ProgramSurroundings): readonly string[] {
  const isForeign = leadingInto([...workspaces, ...unmarkedTops(workspaces, surroundings)], surroundings);
  return searchPath(surroundings).filter((entry) => isPlainAbsolute(entry, surroundings.platform) && !isForeign(entry));
}

/**
 * Those of them in which also no link leads a program's name into a workspace, and nothing that `program` names does, a wrapper
 * for example: a program that is started looks there for others.
 */
export async function cleanSearchPath(
  workspaces: readonly string[],
  surroundings: ProgramSurroundings,
  program?: string,
): Promise<readonly string[]> {
  const { join } = pathsOf(surroundings.platform);
  const search = new ProgramSearch(workspaces, surroundings);
  const named = program === undefined ? new Set<string>() : namesIn(surroundings.readBeginning(program));
  const isClean = async (folder: string) => {
    const isUnsafe = (path: string, isNamed: boolean) => (isNamed ? !search.isSafe(path) : search.isForeign(path));
    return !(await surroundings.listEntries(folder)).some(({ name, isLink }) => {
      const path = join(folder, name);
      return (isLink || named.has(name)) && surroundings.isProgram(path) && isUnsafe(path, named.has(name));
    });
  };
  const clean = await Promise.all(search.path.map(isClean));
  return search.path.filter((_, index) => clean[index]);
}

/** What a script may start by its name alone: every word of it. */
function namesIn(text: string): ReadonlySet<string> {
  return new Set(text.startsWith("#!") ? text.match(/(?<![\w./$-])[\w+-][\w.+-]*(?![\w/])/g) : []);
}

/** Absolute and on this machine: on Windows with a drive, and neither a device nor another machine. */
export function isPlainAbsolute(path: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? /^[A-Za-z]:[\\/]/.test(path) : path.startsWith("/");
}

/**
 * The absolute path of a program on the PATH that no workspace has a part in: it does not lie there, no link on the way to it
 * does, and the same is true of the interpreter that a script names, and of what it wraps. undefined when there is none.
 */
export function findProgram(
  name: string,
  workspaces: readonly string[],
  surroundings: ProgramSurroundings = thisMachinesPrograms,
): string | undefined {
  return new ProgramSearch(workspaces, surroundings).find(name);
}

/**
 * The words that start a program which was found: itself, or in front of it its interpreter, by its absolute path, where the
 * script leaves looking for that to `env` and another one would be found on this PATH.
 */
export function startingWords(
  program: string,
  path: readonly string[],
  workspaces: readonly string[],
  surroundings: ProgramSurroundings = thisMachinesPrograms,
): readonly [string, ...string[]] {
  const interpreter = interpreterIn(surroundings.readBeginning(program));
  if (interpreter === undefined || interpreter === "unclear" || interpreter.lookedFor === undefined) return [program];
  const { lookedFor, args } = interpreter;
  const found = new ProgramSearch(workspaces, surroundings).find(lookedFor);
  const { join } = pathsOf(surroundings.platform);
  const first = path.map((folder) => join(folder, lookedFor)).find(surroundings.isProgram);
  return found === undefined || found === first ? [program] : [found, ...args, program];
}

/** Scripts may be interpreted by scripts, as far as Linux allows it. */
const mostInterpreters = 4;

class ProgramSearch {
  readonly #surroundings: ProgramSurroundings;
  readonly path: readonly string[];
  /** Whether a path leads into a workspace. */
  readonly isForeign: (path: string) => boolean;
  readonly #judged = new Map<string, boolean>();
  readonly #underWay = new Set<string>();

  constructor(workspaces: readonly string[], surroundings: ProgramSurroundings) {
    this.#surroundings = surroundings;
    this.isForeign = leadingInto(workspaces, surroundings);
    this.path = safeSearchPath(workspaces, surroundings);
  }

  find(name: string, depth = 0): string | undefined {
    const { platform } = this.#surroundings;
    const { join } = pathsOf(platform);
    const names = platform === "win32" ? startable(this.#surroundings).map((extension) => name + extension) : [name];
    return this.path
      .flatMap((folder) => names.map((file) => join(folder, file)))
      .find((candidate) => this.isSafe(candidate, depth));
  }

  /** Whether no workspace has a part in a program, in its interpreter and in what it wraps, however many stand in between. */
  isSafe(program: string, depth = 0): boolean {
    const known = this.#judged.get(program);
    if (known !== undefined) return known;
    // a script that interprets itself never runs
    if (this.#underWay.has(program) || depth > mostInterpreters) return false;
    this.#underWay.add(program);
    const isSafe = this.#judge(program, depth);
    this.#underWay.delete(program);
    if (isSafe || depth === 0) this.#judged.set(program, isSafe);
    return isSafe;
  }

  #judge(program: string, depth: number): boolean {
    const { platform, isProgram, realPath, readBeginning } = this.#surroundings;
    if (!isProgram(program)) return false;
    const real = realPath(program);
    if (real === undefined || !isPlainAbsolute(real, platform) || this.isForeign(program)) return false;
    const text = readBeginning(program);
    const wrapped = wrappedPaths(program, text, platform, variableOf("HOME", this.#surroundings));
    if (wrapped.some((path) => this.isForeign(path) || (isProgram(path) && !this.isSafe(path, depth + 1))))
      return false;
    const interpreter = platform === "win32" ? undefined : interpreterIn(text);
    if (interpreter === undefined) return true;
    if (interpreter === "unclear") return false;
    const { path, lookedFor } = interpreter;
    if (!this.isSafe(path, depth + 1)) return false;
    return lookedFor === undefined || this.find(lookedFor, depth + 1) !== undefined;
  }
}

/** The extensions that both Windows and `PATHEXT` know; `.exe` is always looked for, and first. */
function startable(surroundings: ProgramSurroundings): readonly string[] {
  const known = (variableOf("PATHEXT", surroundings) ?? windowsExtensions.join(";")).toLowerCase().split(";");
  return windowsExtensions.filter((extension) => extension === ".exe" || known.includes(extension));
}
