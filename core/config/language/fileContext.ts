/** What is asked about files that a configuration names; paths may be relative to it. */
export interface FileContext {
  /** The user's home folder. */
  readonly home: string;
  /** The absolute path; undefined where it cannot be known. */
  readonly resolvePath: (path: string) => string | undefined;
  /** False for files of other machines, which are never looked up. */
  readonly fileExists: (path: string) => boolean;
}

/** An absolute path as people write it: `~` stands for the home folder. */
export function displayPath(path: string, home: string): string {
  const behind = home !== "" && path.startsWith(home) ? path.slice(home.length) : "";
  return /^[\\/]/.test(behind) ? `~${behind}` : path;
}

/** A path that starts at the root of a machine, in the ways of Unix and of Windows; `~` is no such root. */
export function isAbsolutePath(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path);
}
