import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { bundleServer, type ClientOptions, LanguageServerClient } from "./languageServerClient.ts";

/** A home folder with an empty `.codex` for each test, and language servers that end with it. */
export interface CodexHomeFolder {
  readonly home: string;
  /** The address of a file in `.codex`. */
  uriOf(name: string): string;
  start(options?: ClientOptions): Promise<LanguageServerClient>;
}

/** To be called where a test file begins: it bundles the server once and makes a new folder before each test. */
export function useCodexHomeFolder(): CodexHomeFolder {
  let server: Awaited<ReturnType<typeof bundleServer>>;
  let home = "";
  const running: LanguageServerClient[] = [];
  beforeAll(async () => {
    server = await bundleServer();
  });
  afterAll(() => server.remove());
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "codex-home-"));
    mkdirSync(join(home, ".codex"));
  });
  afterEach(() => {
    for (const client of running.splice(0)) client.kill();
    rmSync(home, { recursive: true, force: true });
  });
  return {
    get home() {
      return home;
    },
    uriOf: (name) => pathToFileURL(join(home, ".codex", name)).href,
    start: async ({ initializationOptions = {}, ...options } = {}) => {
      const all = { home, codexVersion: newestKnownCodexVersion, ...(initializationOptions as object) };
      const client = await LanguageServerClient.initialized(server.file, { ...options, initializationOptions: all });
      running.push(client);
      return client;
    },
  };
}
