import type { ProgramSurroundings } from "./findProgram.ts";
import { findSystemProgram } from "./systemProgram.ts";

/** What is started: a program by its absolute path, and its arguments. */
export interface ProgramCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are one command line already, in the words of Windows' cmd.exe. */
  readonly isCommandLine: boolean;
}

/**
 * How a found program is started, named alone or with the words in front of it. A batch file of Windows needs cmd.exe: that of the system, without its start-up commands
 * (`/d`), with the quotes taken as they are (`/s`), without `!` as a variable (`/v:off`). The path stands in quotes, in which
 * cmd.exe reads nothing but `%` and the quotes themselves: a path with one of them is not started, and arguments are plain
 * words only. undefined when it cannot be started so. (On Windows not run.)
 */
export function commandOf(
  words: string | readonly string[],
  args: readonly string[],
  surroundings: ProgramSurroundings,
  stayOpen = false,
): ProgramCommand | undefined {
  const [program = "", ...before] = [words].flat();
  const isBatchFile = surroundings.platform === "win32" && /\.(?:cmd|bat)$/i.test(program);
  if (!isBatchFile) return { file: program, args: [...before, ...args], isCommandLine: false };
  const shell = findSystemProgram("cmd", surroundings);
  if (shell === undefined || hasMeaning(program) || !args.every(isPlainArgument)) return undefined;
  const line = [`"${program}"`, ...args.map((word) => (/^[\w.-]+$/.test(word) ? word : `"${word}"`))].join(" ");
  const how = stayOpen ? "/k" : "/c";
  return { file: shell, args: ["/d", "/s", "/v:off", how, `"${line}"`], isCommandLine: true };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would end the command line
const hasMeaning = (path: string): boolean => /[%"\u0000-\u001f]/.test(path);
/** What our own overrides consist of; a batch file reads its arguments once more, so nothing else goes through. */
const isPlainArgument = (word: string): boolean => /^[\w.:/={}',-]*$/.test(word);
