import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { CodeLens, CompletionItem, DocumentLink, Hover, InlayHint } from "vscode-languageserver-protocol/node";
import { useCodexHomeFolder } from "./codexHomeFolder.ts";
import type { ClientOptions } from "./languageServerClient.ts";

const codexHome = useCodexHomeFolder();
const uri = () => codexHome.uriOf("config.toml");

const capabilities = {
  workspace: { configuration: true, inlayHint: { refreshSupport: true }, didChangeConfiguration: {} },
  textDocument: { inlayHint: {}, codeLens: {}, documentLink: {} },
};

function start({ actions = [], ...options }: ClientOptions & { readonly actions?: readonly string[] } = {}) {
  return codexHome.start({ capabilities, initializationOptions: { exporterActions: actions }, ...options });
}

const text = `[otel]
exporter = { otlp-grpc = { endpoint = "https://app.monad.com", headers = { Authorization = "ApiKey k1234567" }, tls = { ca-certificate = "ca.pem" } } }
`;
const whole = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };

describe("Inlay hints", () => {
  test("say what Codex will do with what is written, and what is not", async () => {
    const client = await start();
    await client.open(uri(), text);
    const hints = await client.request<InlayHint[]>("textDocument/inlayHint", uri(), { range: whole });
    expect(hints.map(({ label }) => label)).toEqual(['metrics_exporter = "statsig"', "port 443", "~/.codex/ca.pem"]);
  });

  test("are switched off by the setting, and asked for again when it changes", async () => {
    const client = await start({ settings: { "codexOtel.inlayHints.enabled": false } });
    await client.open(uri(), text);
    await client.until(() => client.hintRefreshes > 0);
    expect(await client.request<InlayHint[]>("textDocument/inlayHint", uri(), { range: whole })).toEqual([]);
    client.settings = { "codexOtel.inlayHints.enabled": true };
    const before = client.hintRefreshes;
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await client.until(() => client.hintRefreshes > before);
    expect(await client.request<InlayHint[]>("textDocument/inlayHint", uri(), { range: whole })).toHaveLength(3);
  });

  test("are promised only to clients that show them", async () => {
    const client = await codexHome.start();
    const promised = client.promised;
    expect(promised).not.toHaveProperty("inlayHintProvider");
    expect(promised).not.toHaveProperty("codeLensProvider");
    expect(promised).not.toHaveProperty("documentLinkProvider");
  });
});

describe("Code lenses above an exporter", () => {
  test("are those of the actions that the editor says it can do", async () => {
    const client = await start({ actions: ["testConnection", "pointCodexHere", "explode"] });
    await client.open(uri(), text);
    const lenses = await client.request<CodeLens[]>("textDocument/codeLens", uri());
    expect(lenses.map(({ command, range }) => [command?.title, command?.command, range.start])).toEqual([
      ["Send sessions here", "codexOtel.pointCodexHere", { line: 1, character: 0 }],
      ["Test connection", "codexOtel.testConnection", { line: 1, character: 0 }],
    ]);
    expect(lenses[0]?.command?.arguments).toEqual([{ uri: uri(), exporter: "exporter" }]);
  });

  test("do not exist in an editor that says nothing", async () => {
    const client = await start();
    await client.open(uri(), text);
    expect(await client.request<CodeLens[]>("textDocument/codeLens", uri())).toEqual([]);
  });
});

test("Links lead to TLS files that exist and to the documentation of the backend, and follow the file system", async () => {
  const client = await start();
  await client.open(uri(), text);
  const [backend, ...none] = await client.request<DocumentLink[]>("textDocument/documentLink", uri());
  expect(backend?.target).toMatch(/^https:\/\//);
  expect(none).toEqual([]);
  const file = join(codexHome.home, ".codex/ca.pem");
  writeFileSync(file, "");
  const links = await client.request<DocumentLink[]>("textDocument/documentLink", uri());
  expect(links.map(({ target }) => target)).toContain(pathToFileURL(file).href);
});

test("Paths of TLS files are completed from the folder of the configuration", async () => {
  writeFileSync(join(codexHome.home, ".codex/ca.pem"), "");
  const client = await start();
  const tls = '[otel.exporter.otlp-grpc.tls]\nca-certificate = ""\n';
  await client.open(uri(), tls);
  const position = { line: 1, character: 18 };
  const items = await client.request<CompletionItem[]>("textDocument/completion", uri(), { position });
  expect(items.map(({ label }) => label)).toEqual(["ca.pem"]);
});

test("Hover tells where an endpoint leads and how a header is sent, without its key", async () => {
  const client = await start();
  await client.open(uri(), text);
  const at = async (word: string) => {
    const position = { line: 1, character: (text.split("\n")[1] ?? "").indexOf(word) };
    const found = await client.request<Hover>("textDocument/hover", uri(), { position });
    return JSON.stringify(found.contents);
  };
  expect(await at("app.monad")).toContain("port 443 (Monad), encrypted with TLS");
  const header = await at("ApiKey");
  expect(header).toContain("Authorization: ApiKey ••••••");
  expect(header).not.toContain("k1234567");
});
