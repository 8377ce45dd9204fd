/** What a script's first line says about the program that runs it. */
export interface Interpreter {
  /** Absolute. */
  readonly path: string;
  /** The program that `env` looks for on the PATH. */
  readonly lookedFor?: string;
  /** What that is given in front of the script. */
  readonly args: readonly string[];
}

/** So much of the line counts, on every system (512 bytes on macOS, 256 on Linux). */
const longestLine = 512;

/**
 * The interpreter of a script; undefined for what is none, and `unclear` where the line does not tell which program runs: a
 * relative path starts at the current folder, and an option of `env` may mean anything.
 */
export function interpreterIn(text: string): Interpreter | "unclear" | undefined {
  if (!text.startsWith("#!")) return undefined;
  const line = /^[^\n]*/.exec(text.slice(2, longestLine))?.[0].trim() ?? "";
  const [path = "", ...words] = line.split(/[ \t]+/);
  if (!path.startsWith("/")) return "unclear";
  if (!/\/env$/.test(path)) return { path, args: [] };
  const [command, ...args] = withoutSettings(words);
  if (command === undefined || !/^[\w./@+-]+$/.test(command) || command.startsWith("-")) return "unclear";
  if (!command.includes("/")) return { path, lookedFor: command, args };
  return command.startsWith("/") ? { path: command, args } : "unclear";
}

/** Without `-S`, by which `env` splits what follows, and variables; one that sets the PATH stays, and makes it unclear. */
function withoutSettings(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const all = first.startsWith("-S") ? [first.slice(2), ...rest].filter((word) => word !== "") : words;
  const start = all.findIndex((word) => !/^(?!PATH=)[A-Za-z_]\w*=[\w./:,@+-]*$/.test(word));
  return start < 0 ? [] : all.slice(start);
}
