import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { bundles } from "./bundles.ts";
import { type ClientOptions, LanguageServerClient } from "./languageServerClient.ts";

/** The language server as it is shipped, for the tests of a file. */
export interface LanguageServer {
  /** The bundled program. */
  readonly file: string;
  /** Starts one, without a word to it. */
  launch(options?: ClientOptions): LanguageServerClient;
  /** Starts one and says what the client is. */
  start(options?: ClientOptions): Promise<LanguageServerClient>;
}

/** To be called where a test file begins. What was started ends after each test, or at the end of all. */
export function useLanguageServer(
  defaults: ClientOptions = {},
  ends: "after each" | "at last" = "after each",
): LanguageServer {
  let file = "";
  const running: LanguageServerClient[] = [];
  beforeAll(async () => {
    file = join(await bundles(), "server.js");
  });
  (ends === "at last" ? afterAll : afterEach)(() => {
    for (const client of running.splice(0)) client.kill();
  });
  const launch = (options?: ClientOptions): LanguageServerClient => {
    const client = LanguageServerClient.start(file, { ...defaults, ...options });
    running.push(client);
    return client;
  };
  return {
    get file() {
      return file;
    },
    launch,
    start: async (options) => {
      const client = launch(options);
      await client.initialize({ ...defaults, ...options });
      return client;
    },
  };
}
