import { join } from "node:path";
import { afterAll, afterEach, beforeAll } from "vitest";
import { bundles } from "./bundles.ts";
import { type ClientOptions, LanguageServerClient } from "./languageServerClient.ts";

/** The language server as it is shipped, for the tests of a file. */
export interface LanguageServer {
  /** The bundled program. */
  readonly file: string;
  /** Starts one, without a word to it. */
  launch(options?: LanguageServerOptions): LanguageServerClient;
  /** Starts one and says what the client is. */
  start(options?: LanguageServerOptions): Promise<LanguageServerClient>;
}

/** `file`: another program than the bundled one. */
export type LanguageServerOptions = ClientOptions & { readonly file?: string };

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
  const launch = (options?: LanguageServerOptions): LanguageServerClient => {
    const client = LanguageServerClient.start(options?.file ?? file, { ...defaults, ...options });
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
