import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mostOfAll, mostOfOneCode } from "../../core/diagnostics/shownDiagnostics.ts";
import { hostileConfigs, hostilePolicies } from "../unit/fuzz/sizedDocuments.ts";
import { codexOtel } from "./commandLine.ts";
import { bundleServer, LanguageServerClient } from "./languageServerClient.ts";

/** So long an answer may take on a busy machine; how it grows is held by `sizes.fuzz.test.ts`. */
const patience = 120_000;

let server: Awaited<ReturnType<typeof bundleServer>>;
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codex-otel-sizes-"));
  server = await bundleServer();
}, 60_000);
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What field tests held the server with for longer than anybody waits; more shapes are in `sizes.fuzz.test.ts`. */
const documents: readonly (readonly [name: string, count: number, text: ((count: number) => string) | undefined])[] = [
  ["one table again and again", 50_000, hostileConfigs["one table again and again"]],
  ["headers with names that are none", 10_000, hostileConfigs["headers with names that are none"]],
  ["classes", 20_000, hostilePolicies.classes],
];

describe("A language server that is given a hostile file", () => {
  test.each(documents)(
    "%s, %i times: answers, says so in some hundred lines, and goes on",
    async (name, count, make) => {
      const client = await LanguageServerClient.initialized(server.file, { initializationOptions: { home: folder } });
      try {
        const isPolicy = make === hostilePolicies[name];
        const uri = pathToFileURL(join(folder, isPolicy ? "otel-policy.toml" : ".codex/config.toml")).href;
        await client.open(uri, make?.(count) ?? "");
        const found = await client.pushed(uri);
        expect(found.length).toBeGreaterThan(0);
        expect(found.length).toBeLessThanOrEqual(mostOfAll);
        const textDocument = { uri };
        const range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
        const actions = await client.connection.sendRequest("textDocument/codeAction", {
          textDocument,
          range,
          context: { diagnostics: [], only: ["quickfix", "source.fixAll"] },
        });
        expect(Array.isArray(actions)).toBe(true);
        await client.connection.sendRequest("textDocument/documentSymbol", { textDocument });
        const other = pathToFileURL(join(folder, ".codex/work.config.toml")).href;
        await client.open(other, "[otel]\nenvironment = 1\n");
        expect((await client.pushed(other)).map(({ code }) => code)).toContain("otel/wrong-type");
      } finally {
        client.kill();
      }
    },
    patience,
  );
});

describe("check on a hostile file", () => {
  const check = async (text: string, ...options: readonly string[]) => {
    const file = join(folder, "config.toml");
    await writeFile(file, text);
    return { ...(await codexOtel("check", "--codex-version", "0.169.0", ...options, file)), file };
  };

  test.each(["pretty", "json", "sarif"])(
    "as %s lists the first of a kind and counts the rest",
    async (format) => {
      const { stdout } = await check(hostileConfigs["unknown options"]?.(5000) ?? "", "--format", format);
      expect(stdout.match(/Codex ignores otel\.x/g)).toHaveLength(mostOfOneCode);
      expect(stdout).toContain("This is found at 4900 more places");
    },
    patience,
  );

  test(
    "fails for errors of which most are not listed, and --fix mends them all",
    async () => {
      const text = hostileConfigs["one table again and again"]?.(20_000) ?? "";
      const { exitCode, stdout } = await check(text);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("19899 more places");
      const fixed = await check(text, "--fix");
      expect(fixed.exitCode).toBe(0);
      expect((await readFile(fixed.file, "utf8")).trim()).toBe("[otel]");
    },
    patience,
  );
});
