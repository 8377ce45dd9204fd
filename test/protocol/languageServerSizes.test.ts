import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mostOfAll, mostOfOneCode } from "../../core/diagnostics/shownDiagnostics.ts";
import { hostileConfigs, hostilePolicies } from "../fuzz/sizedDocuments.ts";
import { codexOtel } from "./commandLine.ts";
import type { LanguageServerClient } from "./languageServerClient.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

/** So long an answer may take on a busy machine; how it grows is held by `sizes.fuzz.test.ts`. */
const patience = 120_000;

const { start } = useLanguageServer({}, "at last");
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codex-otel-sizes-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What field tests held the server with for longer than anybody waits; more shapes are in `sizes.fuzz.test.ts`. */
const documents: readonly (readonly [name: string, count: number, text: ((count: number) => string) | undefined])[] = [
  ["one table again and again", 50_000, hostileConfigs["one table again and again"]],
  ["headers with names that are none", 10_000, hostileConfigs["headers with names that are none"]],
  ["classes", 20_000, hostilePolicies.classes],
  ["only line ends of an old Mac", 100_000, hostileConfigs["only line ends of an old Mac"]],
  ["strings over lines, opened and closed", 10_000, hostileConfigs["strings over lines, opened and closed"]],
  ["words without an equals sign", 20_000, hostileConfigs["words without an equals sign"]],
  ["deep brackets that are never closed", 1_000_000, hostileConfigs["deep brackets that are never closed"]],
  ["deep braces that are never closed", 300_000, hostileConfigs["deep braces that are never closed"]],
  ["a long glob and a long name", 50_000, hostilePolicies["a long glob and a long name"]],
  ["globs, and names of events", 10_000, hostilePolicies["globs, and names of events"]],
];

/** Megabytes of the heap: with less than half of what Node takes by itself, a file of a megabyte is read. */
const heap = 400;

describe("A language server that is given one hostile file after another", () => {
  let client: LanguageServerClient;
  beforeAll(async () => {
    const environment = { NODE_OPTIONS: `--max-old-space-size=${heap}` };
    client = await start({ initializationOptions: { home: folder }, environment });
  });

  test.each(documents)(
    "%s, %i times: answers, says so in some hundred lines, and goes on",
    async (name, count, make) => {
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
      for (const one of [uri, other]) await client.close(one);
    },
    patience,
  );
});

test(
  "An editor that asks for all actions at one place of very many mistakes gets those of the place",
  async () => {
    const client = await start({ initializationOptions: { home: folder } });
    const uri = pathToFileURL(join(folder, ".codex/config.toml")).href;
    await client.open(uri, hostileConfigs["values without quotes"]?.(200) ?? "");
    await client.pushed(uri);
    const place = { line: 3, character: 8 };
    const actions = await client.connection.sendRequest<{ title: string; kind: string }[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: place, end: place },
      context: { diagnostics: [] },
    });
    expect(actions.map(({ kind }) => kind)).toEqual(["quickfix"]);
  },
  patience,
);

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
    "finds the same however long a header beside it is, and fails where something is too long to be checked",
    async () => {
      const padded = (length: number) =>
        `[otel]\nexporter = { otlp-http = { endpoint = "http://evil.example/v1/logs", protocol = "binary", headers = { x-pad = "${"A".repeat(length)}" } } }\n`;
      const findings = async (length: number) => {
        const { stdout } = await check(padded(length), "--format", "json");
        return JSON.parse(stdout).map(({ code }: { code: string }) => code);
      };
      const short = await findings(10);
      expect(short.length).toBeGreaterThan(0);
      expect(await findings(300_000)).toEqual(short);
      const { exitCode, stdout } = await check(`[otel]\nx = 0.${"1".repeat(300_000)}\n`);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("This was not checked. It is too long");
    },
    patience,
  );

  test(
    "fails for errors of which most are not listed, and --fix fixes them all",
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
