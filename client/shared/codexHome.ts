import * as path from "node:path";

/** Where Codex keeps its files: `CODEX_HOME` or `~/.codex`. Source: openai/codex, `find_codex_home`. */
export interface CodexHome {
  readonly home: string;
  readonly codexHome: string;
  readonly config: string;
}

/** Finds Codex's folder from the environment; an empty `CODEX_HOME` counts as unset, as in Codex. */
export function findCodexHome(environment: Readonly<Record<string, string | undefined>>, home: string): CodexHome {
  const set = environment.CODEX_HOME;
  const codexHome = set === undefined || set === "" ? path.join(home, ".codex") : path.resolve(set);
  return { home, codexHome, config: path.join(codexHome, "config.toml") };
}
