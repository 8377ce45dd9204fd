import { posix } from "node:path";
import type { ProgramSurroundings } from "../../../system/programs/findProgram.ts";

/** A machine that has these programs, files and links, and nothing else. */
export function pretendedMachine({
  platform = "linux",
  environment = {},
  programs = [],
  links = {},
  accountHome = platform === "win32" ? "C:\\Users\\me" : "/home/me",
  existing = [],
  texts = {},
  identities = {},
}: {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string>>;
  readonly programs?: readonly string[];
  /** From each link to what it says. */
  readonly links?: Readonly<Record<string, string>>;
  readonly accountHome?: string;
  readonly existing?: readonly string[];
  /** What stands in files. */
  readonly texts?: Readonly<Record<string, string>>;
  /** What the system knows folders by. */
  readonly identities?: Readonly<Record<string, string>>;
}): ProgramSurroundings {
  const realPath = (path: string): string => {
    const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
    if (link === undefined) return path;
    return realPath(`${posix.resolve(posix.dirname(link), links[link] ?? "")}${path.slice(link.length)}`);
  };
  const all = [...programs, ...Object.keys(links), ...existing, ...Object.keys(texts)];
  const separator = platform === "win32" ? "\\" : "/";
  const list = (folder: string) => {
    const inside = all.filter((path) => path.startsWith(`${folder}${separator}`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split(separator)[0] ?? ""))];
  };
  return {
    platform,
    environment,
    accountHome,
    realPath,
    readLink: (path) => links[path],
    exists: (path) => existing.includes(path) || Object.hasOwn(texts, path),
    identity: (path) => identities[path],
    readSmall: (path) => texts[realPath(path)],
    list,
    listEntries: async (folder) =>
      list(folder).map((name) => ({ name, isLink: Object.hasOwn(links, `${folder}${separator}${name}`) })),
    readBeginning: (path) => texts[realPath(path)] ?? "",
    isProgram: (path) => programs.includes(path) || programs.includes(realPath(path)),
  };
}
