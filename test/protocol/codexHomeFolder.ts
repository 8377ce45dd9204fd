import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import type { ClientOptions, LanguageServerClient } from "./languageServerClient.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

/** A home folder with an empty `.codex` for each test, and language servers that end with it. */
export interface CodexHomeFolder {
  readonly home: string;
  /** The address of a file in `.codex`. */
  uriOf(name: string): string;
  start(options?: ClientOptions): Promise<LanguageServerClient>;
}

/** To be called where a test file begins: it makes a new folder before each test. */
export function useCodexHomeFolder(): CodexHomeFolder {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "codex-home-"));
    mkdirSync(join(home, ".codex"));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });
  // hooks after a test run backwards: the servers end before their folder goes
  const server = useLanguageServer();
  return {
    get home() {
      return home;
    },
    uriOf: (name) => pathToFileURL(join(home, ".codex", name)).href,
    start: ({ initializationOptions = {}, ...options } = {}) => {
      const all = { home, codexVersion: newestKnownCodexVersion, ...(initializationOptions as object) };
      return server.start({ ...options, initializationOptions: all });
    },
  };
}
