import { pathsOf } from "../walkPath.ts";

/** How the wrappers of npm, pnpm and Yarn name their own folder, and what follows it. */
const besideItself = /(?:\$\{?basedir\}?|%~dp0|%dp0%)[\\/]*([^"'\s;:)]+)/g;
const belowHome = /(?<=["'\s=:]|^)(?:\$HOME|\$\{HOME\}|~)(\/[^"'\s;:)$`]+)/gm;
const absoluteOnPosix = /(?<=["'\s=:])\/[^"'\s:;$`)]+/g;
const absoluteOnWindows = /\b[A-Za-z]:[\\/][^"'%\s;]+/g;

/** A script of a shell: what else it names it starts, or hands to what it starts. */
const isShellScript = (text: string): boolean => /^#![^\n]*\b(?:ba|da|k|z|a)?sh\b/.test(text);

/**
 * The paths that a wrapper names: a file that a package manager puts on the PATH in place of a link, and that only starts
 * another one. None for any other program.
 */
export function wrappedPaths(
  program: string,
  text: string,
  platform: NodeJS.Platform,
  home: string | undefined,
): readonly string[] {
  const isBatchFile = platform === "win32" && /\.(?:cmd|bat)$/i.test(program);
  if (!isBatchFile && !isShellScript(text)) return [];
  const { join, dirname } = pathsOf(platform);
  const beside = [...text.matchAll(besideItself)].map(([, rest = ""]) => join(dirname(program), rest));
  const absolute = text.match(platform === "win32" ? absoluteOnWindows : absoluteOnPosix) ?? [];
  const own = home === undefined ? [] : [...text.matchAll(belowHome)].map(([, rest = ""]) => join(home, rest));
  return [...new Set([...beside, ...absolute, ...own])];
}
