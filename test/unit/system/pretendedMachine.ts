import type { ProgramSurroundings } from "../../../system/programs/findProgram.ts";

/** A machine that has these programs and links, and nothing else. */
export function pretendedMachine({
  platform = "linux",
  environment = {},
  programs = [],
  links = {},
  accountHome = platform === "win32" ? "C:\\Users\\me" : "/home/me",
  existing = [],
}: {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Readonly<Record<string, string>>;
  readonly programs?: readonly string[];
  /** From the path as it is written to the real one. */
  readonly links?: Readonly<Record<string, string>>;
  readonly accountHome?: string;
  readonly existing?: readonly string[];
}): ProgramSurroundings {
  const realPath = (path: string): string => {
    const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
    return link === undefined ? path : realPath(`${links[link]}${path.slice(link.length)}`);
  };
  return {
    platform,
    environment,
    accountHome,
    realPath,
    exists: (path) => existing.includes(path),
    isProgram: (path) => programs.includes(path) || programs.includes(realPath(path)),
  };
}
