/**
 * The newest Codex whose behavior the tables describe. Where a comment says *observed*, the real program was seen to do so, and
 * `npm run codex:follow` looks whether the newest one still does.
 */
export const newestKnownCodexVersion = "0.171.0";

/** The first Codex that reads TOML 1.1 (observed: 0.77.0 refuses a line end inside of an inline table, 0.79.0 takes it). */
export const firstToml11CodexVersion = "0.79.0";

/** The first Codex that reads `[otel]` in requirements.toml; those before ignore it without a word. */
export const firstRequirementsCodexVersion = "0.166.0";

/** True when a Codex version such as `0.98.0` or `0.98.0-alpha.3` came before another; false when one is no version. */
export function isBefore(version: string, other: string): boolean {
  const [left, right] = [numbersOf(version), numbersOf(other)];
  if (left === undefined || right === undefined) return false;
  for (const [index, number] of left.numbers.entries()) {
    const difference = number - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return left.preview && !right.preview;
}

function numbersOf(version: string) {
  const match = /^(\d+)\.(\d+)\.(\d+)(-.*)?$/.exec(version);
  return match ? { numbers: match.slice(1, 4).map(Number), preview: match[4] !== undefined } : undefined;
}
