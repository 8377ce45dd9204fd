import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {
  ClientCapabilities,
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentSymbol,
  Hover,
  TextEdit,
} from "vscode-languageserver-protocol/node";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import type { ClientOptions, LanguageServerClient } from "./languageServerClient.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

const home = { home: "/home/dev", codexVersion: newestKnownCodexVersion };
const server = useLanguageServer({ initializationOptions: home });
const { start } = server;
const config = "file:///home/dev/.codex/config.toml";

const bare = '[otel]\nenvironment = "dev"\nexporter = "otlp-grpc" # to us\n';

const codesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const errorsOf = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ severity }) => severity === 1);

/** The fix that an editor would apply with its "fix" key. */
async function preferredFix(client: LanguageServerClient, uri: string, diagnostic: Diagnostic): Promise<TextEdit[]> {
  const actions = await client.request<CodeAction[]>("textDocument/codeAction", uri, {
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  });
  const action = actions.find(({ isPreferred }) => isPreferred === true);
  if (action === undefined) throw new Error(`no preferred fix among ${actions.map(({ title }) => title)}`);
  return action.edit?.changes?.[uri] ?? [];
}

describe("A broken config.toml", () => {
  test("gets its diagnostic, with code, documentation and the fixes as data", async () => {
    const client = await start();
    await client.open(config, bare);
    const [diagnostic, ...others] = await client.pushed(config);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: "otel/exporter-needs-table",
      source: "Codex",
      severity: 1,
      range: { start: { line: 2, character: 11 }, end: { line: 2, character: 22 } },
      data: { version: 1 },
    });
    expect(diagnostic?.codeDescription?.href).toBe(
      "https://github.com/codex-otel/codex-otel/blob/main/docs/diagnostics.md#otelexporter-needs-table",
    );
    expect(diagnostic?.data.fixes.length).toBeGreaterThan(0);
  });

  test("is fixed by its quick fix, with the comment kept, and is clean afterwards", async () => {
    const client = await start();
    await client.open(config, bare);
    const [diagnostic] = await client.pushed(config);
    if (diagnostic === undefined) throw new Error("no diagnostic");
    const text = await client.edit(config, await preferredFix(client, config, diagnostic));
    expect(text).toContain("# to us");
    expect(errorsOf(await client.pushed(config))).toEqual([]);
  });

  test("with Windows line ends is fixed in place, and keeps them", async () => {
    const client = await start();
    await client.open(config, bare.replaceAll("\n", "\r\n"));
    const [diagnostic] = await client.pushed(config);
    if (diagnostic === undefined) throw new Error("no diagnostic");
    expect(diagnostic.range.start).toEqual({ line: 2, character: 11 });
    const text = await client.edit(config, await preferredFix(client, config, diagnostic));
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(errorsOf(await client.pushed(config))).toEqual([]);
  });

  test("is fixed as a whole by source.fixAll.codexOtel", async () => {
    const client = await start();
    await client.open(config, '[otel]\nexporter = "otlp-grpc"\nlog_user_prompt = "false"\nenviroment = "dev"\n');
    expect(codesOf(await client.pushed(config)).length).toBeGreaterThan(2);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    for (const only of ["source.fixAll.codexOtel", "source.fixAll", "source"]) {
      const actions = await client.request<CodeAction[]>("textDocument/codeAction", config, {
        range,
        context: { diagnostics: [], only: [only] },
      });
      expect(actions.map(({ kind }) => kind)).toEqual(["source.fixAll.codexOtel"]);
      if (only === "source") await client.edit(config, actions[0]?.edit?.changes?.[config] ?? []);
    }
    expect((await client.pushed(config)).filter(({ severity = 1 }) => severity <= 2)).toEqual([]);
    expect(client.document(config).getText()).toContain("log_user_prompt = false");
  });

  test("gets edits for the document as it is, also when the client's diagnostic is older", async () => {
    const client = await start();
    await client.open(config, bare);
    const [old] = await client.pushed(config);
    if (old === undefined) throw new Error("no diagnostic");
    const top = { line: 0, character: 0 };
    await client.edit(config, [{ range: { start: top, end: top }, newText: "# new first line\n" }]);
    const [now] = await client.pushed(config);
    if (now === undefined) throw new Error("no diagnostic");
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", config, {
      range: now.range,
      context: { diagnostics: [old] },
    });
    for (const { edit } of actions)
      for (const { range } of edit?.changes?.[config] ?? []) expect(range.start.line).toBe(3);
    expect(actions.length).toBeGreaterThan(0);
  });

  test("gets versioned edits from clients that understand them", async () => {
    const client = await start({ capabilities: { workspace: { workspaceEdit: { documentChanges: true } } } });
    await client.open(config, bare);
    const [diagnostic] = await client.pushed(config);
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", config, {
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    expect(actions[0]?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: config, version: 1 } }]);
  });
});

describe("Which files are looked at", () => {
  const silent = async (uri: string, languageId: string, options: ClientOptions = {}) => {
    const client = await start(options);
    await client.open(uri, bare, languageId);
    await client.settled(uri);
    const position = { line: 1, character: 0 };
    expect(client.diagnostics.get(uri)).toBeUndefined();
    expect(await client.request("textDocument/completion", uri, { position })).toEqual([]);
    expect(await client.request("textDocument/hover", uri, { position })).toBeNull();
    expect(await client.request("textDocument/documentSymbol", uri)).toEqual([]);
  };
  test.each([
    ["file:///home/dev/project/Cargo.toml", "toml"],
    ["file:///home/dev/project/config.toml", "toml"],
    ["file:///home/dev/.codex/policy.toml", "toml"],
    ["file:///home/dev/.codex/config.toml.bak", "toml"],
    ["git:/home/dev/.codex/config.toml?ref=HEAD", "toml"],
    ["vscode://", "toml"],
  ])("%s as %s: none of Codex's", (uri, languageId) => silent(uri, languageId));

  test.each([
    [config, "plaintext"],
    [config, "toml"],
    [config, "properties"],
    ["file:///home/dev/.codex/work.config.toml", "toml"],
    ["untitled:/home/dev/.codex/config.toml", "toml"],
  ])("%s as %s: Codex's", async (uri, languageId) => {
    const client = await start();
    await client.open(uri, bare, languageId);
    expect(codesOf(await client.pushed(uri))).toContain("otel/exporter-needs-table");
  });

  test("a project's file is looked at as what it is: Codex ignores [otel] there", async () => {
    const client = await start();
    const uri = "file:///srv/app/.codex/config.toml";
    await client.open(uri, bare, "plaintext");
    expect(codesOf(await client.pushed(uri))).toEqual(["otel/project-layer"]);
  });

  test("follow CODEX_HOME of the environment and of the client, the client's first", async () => {
    const environment = { CODEX_HOME: "/opt/codex" };
    const options = { environment, initializationOptions: {} };
    await silent("file:///home/dev/elsewhere/config.toml", "toml", options);
    for (const [uri, given] of [
      ["file:///opt/codex/config.toml", {}],
      ["file:///srv/codex/config.toml", { home: "/home/dev", codexHome: "/srv/codex" }],
    ] as const) {
      const client = await start({ environment, initializationOptions: given });
      await client.open(uri, bare);
      expect(codesOf(await client.pushed(uri))).toContain("otel/exporter-needs-table");
    }
    await silent("file:///opt/codex/config.toml", "toml", {
      environment,
      initializationOptions: { home: "/home/dev", codexHome: "/srv/codex" },
    });
  });
});

describe("Half-typed text", () => {
  const text = '[otel]\nenvironment = "de\nlog_us\n\n[tui]\nnotifications = true\n';
  const labelsAt = async (client: LanguageServerClient, line: number, character: number) =>
    (await client.request<CompletionItem[]>("textDocument/completion", config, { position: { line, character } })).map(
      ({ label }) => label,
    );

  test("keeps completion, on the broken line and on others", async () => {
    const client = await start();
    await client.open(config, text);
    expect(await labelsAt(client, 2, 6)).toContain("log_user_prompt");
    expect(await labelsAt(client, 3, 0)).toContain("exporter");
    expect(await labelsAt(client, 5, 0)).toEqual([]);
  });

  test("is completed while it is typed key by key", async () => {
    const client = await start();
    await client.open(config, "");
    const typed = "[otel]\nexporter = { otlp-http = { ";
    for (let at = 0; at < typed.length; at++) {
      const end = client.document(config).positionAt(at);
      await client.edit(config, [{ range: { start: end, end }, newText: typed.charAt(at) }]);
    }
    expect(client.document(config).getText()).toBe(typed);
    expect(await labelsAt(client, 1, 28)).toEqual(expect.arrayContaining(["endpoint", "protocol", "headers"]));
    expect(codesOf(await client.pushed(config))).toContain("toml/syntax");
  });

  test("gets plain text instead of snippets in clients without them", async () => {
    const position = { line: 1, character: 0 };
    for (const snippetSupport of [true, false]) {
      const client = await start({
        capabilities: { textDocument: { completion: { completionItem: { snippetSupport } } } },
      });
      await client.open(config, "[otel]\n");
      const items = await client.request<CompletionItem[]>("textDocument/completion", config, { position });
      const item = items.find(({ label }) => label === "log_user_prompt");
      expect(item?.textEdit?.newText).toBe(`log_user_prompt = ${snippetSupport ? `\${1|false,true|}` : "false"}`);
      expect(item?.insertTextFormat).toBe(snippetSupport ? 2 : 1);
    }
  });
});

describe("Hover, outline and folding", () => {
  const secret = "mk_0123456789abcdef";
  const text = `[otel]\nlog_user_prompt = false\n\n[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\nheaders = { Authorization = "ApiKey ${secret}" }\n`;

  test("hover says what an option does", async () => {
    const client = await start();
    await client.open(config, text);
    const hover = await client.request<Hover>("textDocument/hover", config, { position: { line: 1, character: 3 } });
    expect(JSON.stringify(hover.contents)).toMatch(/prompt.*Default.*false/s);
    expect(hover.range).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 15 } });
  });

  test("a header's value appears in no answer and in no log", async () => {
    const client = await start();
    await client.open(config, text);
    const answers: unknown[] = [await client.pushed(config)];
    for (let character = 0; character < 60; character++) {
      const position = { line: 5, character };
      answers.push(await client.request("textDocument/hover", config, { position }));
      answers.push(await client.request("textDocument/completion", config, { position }));
    }
    answers.push(await client.request("textDocument/documentSymbol", config), client.log);
    expect(JSON.stringify(answers)).toContain("•••");
    expect(JSON.stringify(answers)).not.toContain(secret);
  });

  test("the outline has the tables with their keys, or a flat list for older clients", async () => {
    const nested = await start({
      capabilities: { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
    });
    await nested.open(config, text);
    const symbols = await nested.request<DocumentSymbol[]>("textDocument/documentSymbol", config);
    expect(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([
      ["otel", ["log_user_prompt"]],
      ["otel.exporter.otlp-grpc", ["endpoint", "headers"]],
    ]);
    const flat = await start();
    await flat.open(config, text);
    const list = await flat.request<{ name: string; containerName?: string }[]>("textDocument/documentSymbol", config);
    expect(list.map(({ name }) => name)).toEqual([
      "otel",
      "log_user_prompt",
      "otel.exporter.otlp-grpc",
      "endpoint",
      "headers",
      "Authorization",
    ]);
  });

  test("tables fold", async () => {
    const client = await start();
    await client.open(config, text);
    expect(await client.request("textDocument/foldingRange", config)).toMatchObject([
      { startLine: 0, endLine: 1 },
      { startLine: 3, endLine: 5 },
    ]);
  });
});

describe("Clients that ask for diagnostics", () => {
  const capabilities: ClientCapabilities = {
    textDocument: { diagnostic: {} },
    workspace: { configuration: true, diagnostics: { refreshSupport: true } },
  };
  const pull = async (client: LanguageServerClient) =>
    client.request<DocumentDiagnosticReport>("textDocument/diagnostic", config);

  test("get them as an answer, and none on top", async () => {
    const client = await start({ capabilities });
    await client.open(config, bare);
    const report = await pull(client);
    expect(report).toMatchObject({ kind: "full", items: [{ code: "otel/exporter-needs-table", source: "Codex" }] });
    expect(client.diagnostics.size).toBe(0);
  });

  test("are told to ask again when the Codex version that counts has changed", async () => {
    const client = await start({ capabilities, settings: { "codexOtel.codexVersion": "0.169.0" } });
    await client.open(config, bare);
    await client.settled(config);
    const before = client.refreshes;
    client.settings = { "codexOtel.codexVersion": "0.78.0" };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });
    await client.until(() => client.refreshes > before);
    expect((await pull(client)).kind).toBe("full");
  });
});

describe("The Codex version that counts", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codex-otel-path-"));
    await writeFile(join(folder, "codex"), "#!/bin/sh\necho codex-cli 0.50.0\n", { mode: 0o755 });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const capabilities: ClientCapabilities = {
    textDocument: { diagnostic: {} },
    workspace: { diagnostics: { refreshSupport: true } },
  };
  const refreshed = async (codexVersion: string) => {
    const initializationOptions = { home: "/home/dev", codexVersion };
    const client = await start({ capabilities, initializationOptions, environment: { PATH: folder } });
    await client.open(config, bare);
    return client;
  };

  test.skipIf(process.platform === "win32")("is the installed one when none is set", async () => {
    const client = await refreshed("");
    await client.until(() => client.refreshes > 0);
    expect(client.refreshes).toBe(1);
  });

  test("is the set one, for which no Codex is run", async () => {
    const client = await refreshed(newestKnownCodexVersion);
    await client.settled(config);
    expect(await client.stop()).toBe(0);
    expect(client.refreshes).toBe(0);
  });
});

describe("The server", () => {
  test("says what it can do", async () => {
    const client = server.launch();
    const { capabilities, serverInfo } = await client.initialize();
    expect(serverInfo?.name).toBe("codex-otel-language-server");
    expect(capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      documentSymbolProvider: true,
      codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll.codexOtel"] },
    });
    expect(capabilities.diagnosticProvider).toBeUndefined();
  });

  test("works over IPC, as in VS Code", async () => {
    const client = await start({ transport: "ipc" });
    await client.open(config, bare);
    expect(codesOf(await client.pushed(config))).toContain("otel/exporter-needs-table");
  });

  test("checks a large file that is changed right after it was opened, as it is in the end", async () => {
    const client = await start();
    await client.open(config, `${bare}${"# filling\n".repeat(30_000)}`);
    const at = { line: 2, character: 11 };
    await client.edit(config, [{ range: { start: at, end: { line: 2, character: 22 } }, newText: '"none"' }]);
    expect(errorsOf(await client.pushed(config))).toEqual([]);
  });

  test("takes back its diagnostics when a file is closed", async () => {
    const client = await start();
    await client.open(config, bare);
    await client.pushed(config);
    await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: config } });
    await client.until(() => client.diagnostics.get(config)?.items.length === 0);
    expect(client.diagnostics.get(config)?.items).toEqual([]);
  });

  test("goes on after requests that make no sense", async () => {
    const client = await start();
    await client.open(config, bare);
    for (const params of [{ position: { line: 999, character: 999 } }, { position: null }, {}]) {
      await client.request("textDocument/hover", config, params).catch(() => undefined);
      await client.request("textDocument/completion", config, params).catch(() => undefined);
    }
    await client.request("textDocument/hover", "not a uri").catch(() => undefined);
    expect(codesOf(await client.pushed(config))).toContain("otel/exporter-needs-table");
    expect(client.log.join("\n")).not.toContain("otlp-grpc");
    expect(await client.stop()).toBe(0);
  });

  test("started without a transport says how to start it", () => {
    const { status, stderr } = spawnSync(process.execPath, [server.file], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toContain("--stdio");
  });
});
