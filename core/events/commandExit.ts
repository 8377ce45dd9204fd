/** So much of a tool's output is looked at: what Codex writes before the command's own output is shorter. */
export const longestOutputHeader = 512;

/** What a command printed begins after this line. */
const outputBegins = /^Output:\s*$/m;
const exitLine = /^(?:Process exited with code|Exit code:) (-?\d{1,10})\s*$/m;

/**
 * The exit code that Codex tells in the lines before a command's output; undefined where it tells none, as of a command that
 * goes on. A command cannot choose it: what it prints comes after these lines.
 */
export function exitCodeIn(output: string): number | undefined {
  const start = output.slice(0, longestOutputHeader);
  const end = start.search(outputBegins);
  if (end < 0) return undefined;
  const [, code] = exitLine.exec(start.slice(0, end)) ?? [];
  return code === undefined ? undefined : Number(code);
}
