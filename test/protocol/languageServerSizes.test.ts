import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mostOfAll, mostOfOneCode } from "../../core/codex/shownDiagnostics.ts";
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

/** What field tests held the server with, at full size, and a few more. */
const documents: readonly (readonly [name: string, count: number, text: ((count: number) => string) | undefined])[] = [
  ["one table again and again", 50_000, hostileConfigs["one table again and again"]],
  ["one key again and again", 50_000, hostileConfigs["one key again and again"]],
  ["headers with names that are none", 20_000, hostileConfigs["headers with names that are none"]],
  ["unknown options", 50_000, hostileConfigs["unknown options"]],
  ["deep brackets that are never closed", 100_000, hostileConfigs["deep brackets that are never closed"]],
  ["braces that are opened on every line", 20_000, hostileConfigs["braces that are opened on every line"]],
  ["classes", 60_000, hostilePolicies.classes],
  ["detections with one id", 10_000, hostilePolicies["detections with one id"]],
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
  const name = "config.toml";

  test.each(["pretty", "json", "sarif"])(
    "as %s lists the first of a kind and counts the rest",
    async (format) => {
      await writeFile(join(folder, name), hostileConfigs["unknown options"]?.(50_000) ?? "");
      const { exitCode, stdout } = await codexOtel(
        "check",
        "--codex-version",
        "0.169.0",
        "--format",
        format,
        join(folder, name),
      );
      expect(exitCode).toBe(0);
      expect(stdout.match(/Codex ignores otel\.x/g)).toHaveLength(mostOfOneCode);
      expect(stdout).toContain("This is found at 49900 more places");
    },
    patience,
  );

  test(
    "fails for errors of which most are not listed, and --fix mends them all",
    async () => {
      const file = join(folder, name);
      await writeFile(file, hostileConfigs["one table again and again"]?.(50_000) ?? "");
      const args = ["check", "--codex-version", "0.169.0", file];
      const { exitCode, stdout } = await codexOtel(...args);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("49899 more places");
      expect((await codexOtel(...args, "--fix")).exitCode).toBe(0);
      expect((await readFile(file, "utf8")).trim()).toBe("[otel]");
    },
    patience,
  );
});
