import { isBefore } from "./codexVersion.ts";

/**
 * Which of Codex's configuration layers a file is. `profile`: `NAME.config.toml` beside the user's file, read with
 * `--profile NAME`. `project`: `.codex/config.toml` in a folder; Codex ignores `[otel]` there. `system`, `managed` and
 * `requirements`: `config.toml`, `managed_config.toml` and `requirements.toml` in `/etc/codex` (observed).
 */
export type ConfigLayer = "system" | "user" | "profile" | "project" | "managed" | "requirements";

/**
 * Whether Codex of a version does what `[otel]` in a project's file says: from 0.79.0, which was the first to read such
 * files, to 0.129.0 it did (observed with these versions and trusted projects).
 */
export function projectTelemetryCounts(codexVersion: string): boolean {
  return !isBefore(codexVersion, "0.79.0") && isBefore(codexVersion, "0.130.0");
}

export interface CodexFolders {
  /** The user's home folder. */
  readonly home: string;
  /** `CODEX_HOME`, when it is set. */
  readonly codexHome?: string | undefined;
}

const normalise = (path: string) => {
  const forward = path.replaceAll("\\", "/").replace(/\/+/g, "/").replace(/\/$/, "");
  return /^[A-Za-z]:/.test(forward) ? forward.charAt(0).toLowerCase() + forward.slice(1) : forward;
};

/** The folder Codex reads the user's configuration from. */
export function codexHomeOf({ home, codexHome }: CodexFolders): string {
  return normalise(codexHome || `${home}/.codex`);
}

const systemLayers: ReadonlyMap<string, ConfigLayer> = new Map([
  ["config.toml", "system"],
  ["managed_config.toml", "managed"],
  ["requirements.toml", "requirements"],
]);

/** The layer of a path, or undefined for a file that is none of Codex's. Takes both kinds of separators. */
export function classifyConfigPath(path: string, folders: CodexFolders): ConfigLayer | undefined {
  const normalised = normalise(path);
  const slash = normalised.lastIndexOf("/");
  const folder = normalised.slice(0, slash);
  const name = normalised.slice(slash + 1);
  if (folder === codexHomeOf(folders)) {
    if (name === "config.toml") return "user";
    return /^[^.].*\.config\.toml$/.test(name) ? "profile" : undefined;
  }
  if (folder === "/etc/codex") return systemLayers.get(name);
  return name === "config.toml" && folder.endsWith("/.codex") ? "project" : undefined;
}
