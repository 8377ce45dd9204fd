import { describe, expect, test } from "vitest";
import {
  CancellationTokenSource,
  type ClientCapabilities,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type Position,
  type Range,
} from "vscode-languageserver-protocol/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { generatedConfigs, generator } from "../oracle/generatedConfigs.ts";
import type { LanguageServerClient } from "../protocol/languageServerClient.ts";
import { useLanguageServer } from "../protocol/useLanguageServer.ts";
import { tries } from "./effort.ts";
import { filesWithKeys, planted } from "./randomEdits.ts";

const seed = Number(process.env.CODEX_OTEL_SEED ?? 20261123);

const user = "file:///home/dev/.codex/config.toml";
const profile = "file:///home/dev/.codex/work.config.toml";
const project = "file:///srv/app/.codex/config.toml";
const other = "file:///srv/other/.codex/config.toml";
const system = "file:///etc/codex/config.toml";

const features: ClientCapabilities = {
  textDocument: {
    inlayHint: {},
    codeLens: {},
    documentLink: {},
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    completion: { completionItem: { snippetSupport: true } },
  },
};
const pulling: ClientCapabilities = {
  textDocument: { ...features.textDocument, diagnostic: {} },
  workspace: { workspaceFolders: true },
};

const initializationOptions = {
  home: "/home/dev",
  codexVersion: newestKnownCodexVersion,
  exporterActions: ["pointCodexHere", "restoreExporter", "testConnection"],
};

const { launch, start: startWith } = useLanguageServer({ initializationOptions });

async function start(capabilities: ClientCapabilities): Promise<[LanguageServerClient, InitializeResult]> {
  const client = launch();
  return [client, await client.initialize({ initializationOptions, capabilities })];
}

type Random = ReturnType<typeof generator>;

const pieces = [
  ..."[]{}=.,\"'#\\ \t\r\n_a0é🔑\u0000",
  "\r\n",
  '"""',
  "\n[otel]\n",
  "[otel.exporter.otlp-http.headers]\r\n",
  "headers = { ",
  "otel.environment = 1\n",
  'exporter = "otlp-grpc"\n',
];

const pick = <Item>(random: Random, list: readonly Item[]): Item => {
  const item = list[random(list.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};

/** A place of the document or, at times, behind the end of its line or of the whole text. */
function anyPosition(random: Random, document: TextDocument): Position {
  const { line, character } = document.positionAt(random(document.getText().length + 1));
  if (random(12) === 0) return { line, character: character + 1000 };
  return random(20) === 0 ? { line: line + random(5), character: random(2000) } : { line, character };
}

function anyEdit(random: Random, document: TextDocument): { range: Range; newText: string } {
  const start = anyPosition(random, document);
  const from = document.offsetAt(start);
  const end = random(3) === 0 ? start : document.positionAt(from + random(random(10) === 0 ? 200 : 6));
  const isOrdered = document.offsetAt(end) >= from && (end.line > start.line || end.character >= start.character);
  return { range: { start, end: isOrdered ? end : start }, newText: pick(random, ["", ...pieces]) };
}

/** Every range and position that an answer has, wherever in it. */
function rangesIn(answer: unknown): Range[] {
  if (typeof answer !== "object" || answer === null) return [];
  if (Array.isArray(answer)) return answer.flatMap(rangesIn);
  if ("start" in answer && "end" in answer) return [answer as Range];
  const own = "position" in answer ? [{ start: answer.position, end: answer.position } as Range] : [];
  return [...own, ...Object.values(answer).flatMap(rangesIn)];
}

/** What an editor would make of a position is that very position: it exists. */
function expectInside(document: TextDocument, answer: unknown): void {
  for (const { start, end } of rangesIn(answer)) {
    const [from, to] = [document.offsetAt(start), document.offsetAt(end)];
    expect([document.positionAt(from), document.positionAt(to)], JSON.stringify(document.getText())).toEqual([
      start,
      end,
    ]);
    expect(from).toBeLessThanOrEqual(to);
  }
}

async function diagnosticsOf(client: LanguageServerClient, uri: string, isPull: boolean): Promise<Diagnostic[]> {
  if (!isPull) return client.pushed(uri);
  const report = await client.request<DocumentDiagnosticReport>("textDocument/diagnostic", uri);
  return report.kind === "full" ? report.items : [];
}

/** Asks all that the server says it can answer, at a random place; gives all answers but for the texts of edits. */
async function askEverything(
  client: LanguageServerClient,
  { capabilities }: InitializeResult,
  uri: string,
  random: Random,
): Promise<string> {
  const document = client.document(uri);
  const isPull = capabilities.diagnosticProvider !== undefined;
  const start = anyPosition(random, document);
  const outside = { line: document.lineCount + 5, character: 5 };
  const whole = { start: { line: 0, character: 0 }, end: outside };
  const diagnostics = await diagnosticsOf(client, uri, isPull);
  const ask = (method: string, params: object = {}) => client.request<unknown>(`textDocument/${method}`, uri, params);
  const answers = await Promise.all([
    ask("completion", { position: start }),
    ask("completion", { position: outside }),
    ask("hover", { position: start }),
    ask("hover", { position: outside }),
    ask("codeAction", { range: whole, context: { diagnostics } }),
    ask("codeAction", { range: { start, end: start }, context: { diagnostics: [] } }),
    ask("documentSymbol"),
    ...(capabilities.inlayHintProvider ? [ask("inlayHint", { range: whole })] : []),
    ...(capabilities.codeLensProvider ? [ask("codeLens")] : []),
    ...(capabilities.documentLinkProvider ? [ask("documentLink")] : []),
  ]);
  expectInside(document, [diagnostics, answers]);
  for (const fold of await client.request<{ startLine: number; endLine: number }[]>("textDocument/foldingRange", uri))
    expect(fold.startLine < fold.endLine && fold.endLine < document.lineCount, JSON.stringify(fold)).toBe(true);
  const shown = (key: string, value: unknown) => (key === "newText" || key === "name" ? undefined : value);
  return JSON.stringify([diagnostics, answers], shown);
}

const plain = (items: readonly Diagnostic[]) => items.map(({ data: _, ...rest }) => rest);

describe.each([
  ["to which diagnostics are pushed", features],
  ["that pulls diagnostics", pulling],
] as const)("A client %s", (_, capabilities) => {
  const isPull = capabilities === pulling;

  test("gets answers inside of the document after each of many edits", async () => {
    const random = generator(seed + (isPull ? 1 : 0));
    const [client, result] = await start(capabilities);
    const texts = [...filesWithKeys, ...filesWithKeys.map((text) => text.replaceAll("\n", "\r\n"))];
    for (const text of [...texts, ...generatedConfigs(4, seed)]) {
      await client.open(user, text);
      for (let batch = 0; batch < tries(4); batch++) {
        for (let edits = random(5); edits >= 0; edits--)
          await client.edit(user, [anyEdit(random, client.document(user))]);
        await askEverything(client, result, user, random);
      }
      const edited = await diagnosticsOf(client, user, isPull);
      const now = client.document(user).getText();
      await client.close(user);
      await client.open(user, now);
      expect(plain(await diagnosticsOf(client, user, isPull)), JSON.stringify(now)).toEqual(plain(edited));
      await client.close(user);
    }
    expect(client.log).toEqual([]);
    expect(await client.stop()).toBe(0);
  });

  test("is shown no header value, wherever the cursor stands", async () => {
    const random = generator(seed);
    const [client, result] = await start(capabilities);
    for (const text of filesWithKeys) {
      await client.open(user, text);
      for (let times = 0; times < tries(4); times++)
        expect(await askEverything(client, result, user, random)).not.toContain(planted);
      await client.close(user);
    }
  });

  test("that takes its questions back gets the next ones answered", async () => {
    const random = generator(seed);
    const [client, result] = await start(capabilities);
    await client.open(user, filesWithKeys.join("\n# and\n"));
    const methods = ["hover", "completion", "codeAction", "documentSymbol", "foldingRange", "inlayHint"];
    for (let times = 0; times < tries(15); times++) {
      const position = anyPosition(random, client.document(user));
      const params = { position, range: { start: position, end: position }, context: { diagnostics: [] } };
      const cancelled = [...methods, ...(isPull ? ["diagnostic"] : [])].map((method) => {
        const source = new CancellationTokenSource();
        const all = { textDocument: { uri: user }, ...params };
        const asked = client.connection.sendRequest(`textDocument/${method}`, all, source.token);
        source.cancel();
        return asked.catch((error: { code?: number }) => expect(error.code).toBe(-32800));
      });
      await client.edit(user, [anyEdit(random, client.document(user))]);
      await Promise.all(cancelled);
    }
    await client.connection.sendNotification("$/cancelRequest", { id: 123_456 });
    await askEverything(client, result, user, random);
    expect(client.log).toEqual([]);
    expect(await client.stop()).toBe(0);
  });

  test("with several folders open at once gets the answers of each", async () => {
    const random = generator(seed);
    const [client, result] = await start(capabilities);
    const folders = [
      { uri: "file:///srv/app", name: "app" },
      { uri: "file:///srv/other", name: "other" },
    ];
    await client.connection.sendNotification("workspace/didChangeWorkspaceFolders", {
      event: { added: folders, removed: [] },
    });
    const uris = [user, profile, project, other, system];
    const texts = new Map(uris.map((uri, index) => [uri, filesWithKeys[index % filesWithKeys.length] ?? ""]));
    for (const [uri, text] of texts) await client.open(uri, text);
    for (let batch = 0; batch < tries(10); batch++) {
      const uri = pick(random, uris);
      await client.edit(uri, [anyEdit(random, client.document(uri))]);
      if (random(8) === 0) {
        const text = client.document(uri).getText();
        await client.close(uri);
        await client.open(uri, text);
      }
      await askEverything(client, result, pick(random, uris), random);
    }
    const [fresh] = await start(pulling);
    for (const uri of uris) await fresh.open(uri, client.document(uri).getText());
    for (const uri of uris) {
      const wanted = plain(await diagnosticsOf(fresh, uri, true));
      const pushed = () => plain(client.diagnostics.get(uri)?.items ?? []);
      if (isPull) expect(plain(await diagnosticsOf(client, uri, true)), uri).toEqual(wanted);
      else await expect.poll(pushed).toEqual(wanted);
    }
    expect(client.log).toEqual([]);
    expect(await client.stop()).toBe(0);
  });
});

test("A server with little memory is used for long", async () => {
  const environment = { NODE_OPTIONS: "--max-old-space-size=64" };
  const client = await startWith({ capabilities: pulling, environment });
  const text = filesWithKeys.join("\n").repeat(10);
  for (let time = 0; time < tries(60); time++) {
    const uri = time % 2 === 0 ? user : `file:///home/dev/.codex/p${time}.config.toml`;
    await client.open(uri, text);
    for (let typed = 0; typed < 3; typed++) {
      const start = { line: typed * 7, character: 0 };
      await client.edit(uri, [{ range: { start, end: start }, newText: `key-${time}-${typed} = ${typed}\n` }]);
      expect((await diagnosticsOf(client, uri, true)).length).toBeGreaterThan(0);
    }
    await client.close(uri);
  }
  expect(await client.stop()).toBe(0);
});
