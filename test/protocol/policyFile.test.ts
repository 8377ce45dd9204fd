import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentDiagnosticReport,
  DocumentSymbol,
  FoldingRange,
  Hover,
} from "vscode-languageserver-protocol/node";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

const home = { home: "/home/dev", codexVersion: newestKnownCodexVersion };
const server = useLanguageServer({ initializationOptions: home });
const { start } = server;
const policy = "file:///home/ada/team/otel-policy.toml";

const text = `version = 1 # ours

[classes]
prompt = ["prompt"]

[destinations.siem]
receives = ["codex.tool-decision"] # who allowed what
redact = { prompt = "delete", unknown = "mask" }

[[detections]]
id = "denied"
severity = "low"
message = "Denied."
event = "codex.tool_decision"
when = [{ attribute = "decision", equals = "denied" }]

[[detections.samples]]
title = "it was denied"
finds = false
events = [{ "event.name" = "codex.tool_decision", decision = "denied" }]
`;

const codesOf = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

/** The position of a piece of the text, or of so many characters behind its begin. */
function positionOf(piece: string, behind = 0) {
  const lines = text.slice(0, text.indexOf(piece) + behind).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

describe("A policy", () => {
  test.each([policy, "file:///home/ada/team/siem.otel-policy.toml", "untitled:/home/ada/otel-policy.toml"])(
    "is checked wherever it lies: %s",
    async (uri) => {
      const client = await start();
      await client.open(uri, text);
      const diagnostics = await client.pushed(uri);
      expect(codesOf(diagnostics)).toEqual([
        "policy/unknown-event",
        "policy/unknown-word",
        "policy/sample-contradicts",
      ]);
      expect(diagnostics[0]).toMatchObject({
        source: "Codex OTel",
        severity: 2,
        range: { start: positionOf('"codex.tool-decision"'), end: positionOf('"codex.tool-decision"', 21) },
        codeDescription: {
          href: "https://github.com/codex-otel/codex-otel/blob/main/docs/diagnostics.md#policyunknown-event",
        },
      });
    },
  );

  test("is checked for clients that ask for diagnostics, too, and then none are sent", async () => {
    const client = await start({ capabilities: { textDocument: { diagnostic: {} } } });
    await client.open(policy, text);
    const report = await client.request<DocumentDiagnosticReport>("textDocument/diagnostic", policy);
    expect(report.kind === "full" && codesOf(report.items)).toContain("policy/unknown-event");
    expect(client.diagnostics.has(policy)).toBe(false);
  });

  test("is fixed by its quick fixes, one by one and all at once, with comments kept", async () => {
    const client = await start();
    await client.open(policy, text);
    const [unknownEvent] = await client.pushed(policy);
    if (unknownEvent === undefined) throw new Error("no diagnostic");
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", policy, {
      range: unknownEvent.range,
      context: { diagnostics: [unknownEvent], only: ["quickfix"] },
    });
    expect(actions.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ["Write codex.tool_decision", true],
    ]);
    expect(actions[0]?.diagnostics).toEqual([unknownEvent]);
    const all = await client.request<CodeAction[]>("textDocument/codeAction", policy, {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ["source.fixAll"] },
    });
    const fixed = await client.edit(policy, all[0]?.edit?.changes?.[policy] ?? []);
    expect(fixed).toContain('receives = ["codex.tool_decision"] # who allowed what');
    expect(fixed).toContain('prompt = "drop"');
    expect(codesOf(await client.pushed(policy))).toEqual(["policy/sample-contradicts"]);
  });

  test("is checked anew with each change, and no more once it is closed", async () => {
    const client = await start();
    await client.open(policy, text);
    await client.pushed(policy);
    await client.edit(policy, [
      { range: { start: positionOf("finds = false", 8), end: positionOf("finds = false", 13) }, newText: "true" },
    ]);
    expect(codesOf(await client.pushed(policy))).not.toContain("policy/sample-contradicts");
    await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: policy } });
    await client.until(() => client.diagnostics.get(policy)?.items.length === 0);
  });

  test("has completion from the catalogue, as snippets only for clients that can take them", async () => {
    const client = await start({
      capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    });
    await client.open(policy, text);
    const items = await client.request<CompletionItem[]>("textDocument/completion", policy, {
      position: positionOf('"codex.tool-decision"', 7),
    });
    const item = items.find(({ label }) => label === '"codex.user_prompt"');
    expect(item?.documentation).toMatchObject({ kind: "markdown" });
    expect(item?.textEdit).toMatchObject({
      range: { start: positionOf('"codex.tool-decision"'), end: positionOf('"codex.tool-decision"', 21) },
    });
    const plain = await start();
    await plain.open(policy, "version = 1\n");
    const tables = await plain.request<CompletionItem[]>("textDocument/completion", policy, {
      position: { line: 1, character: 0 },
    });
    expect(tables.length).toBeGreaterThan(3);
    expect(JSON.stringify(tables.map(({ textEdit }) => textEdit))).not.toContain("${");
  });

  test("has hover, an outline by name, and folding", async () => {
    const client = await start({
      capabilities: { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
    });
    await client.open(policy, text);
    const hover = await client.request<Hover>("textDocument/hover", policy, {
      position: positionOf('attribute = "dec', 14),
    });
    expect(hover.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("approved") });
    expect(hover.range).toEqual({ start: positionOf('"decision"'), end: positionOf('"decision"', 10) });
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", policy);
    expect(symbols.map(({ name }) => name)).toEqual(["version", "classes", "destinations.siem", "denied"]);
    expect(symbols.at(-1)?.children?.at(-1)?.name).toBe("it was denied");
    const folds = await client.request<FoldingRange[]>("textDocument/foldingRange", policy);
    expect(folds).toContainEqual(expect.objectContaining({ startLine: 5, endLine: 7 }));
  });

  test("gets nothing that belongs to Codex's own configuration", async () => {
    const client = await start();
    await client.open(policy, "[otel]\nexporter = 'otlp-grpc'\n");
    expect(codesOf(await client.pushed(policy)).every((code) => String(code).startsWith("policy/"))).toBe(true);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    expect(await client.request("textDocument/inlayHint", policy, { range })).toEqual([]);
    expect(await client.request("textDocument/codeLens", policy)).toEqual([]);
  });

  test("and a configuration are served beside each other", async () => {
    const client = await start();
    const config = "file:///home/dev/.codex/config.toml";
    await client.open(policy, text);
    await client.open(config, '[otel]\nexporter = "otlp-grpc"\n');
    expect(codesOf(await client.pushed(config))).toContain("otel/exporter-needs-table");
    expect(codesOf(await client.pushed(policy))).toContain("policy/unknown-event");
  });
});

test("The built-in policy of this product is served as one, and has nothing to complain about", async () => {
  const builtIn = await readFile(join(import.meta.dirname, "../../policies/default.toml"), "utf8");
  const client = await start();
  const uri = "file:///home/ada/codex-otel/policies/default.toml";
  await client.open(uri, builtIn);
  expect(await client.pushed(uri)).toEqual([]);
  const symbols = await client.request<{ name: string }[]>("textDocument/documentSymbol", uri);
  expect(symbols.map(({ name }) => name)).toContain("weakened-sandbox");
});

test("A file policies/default.toml of another product is left alone, and so is any other TOML", async () => {
  const client = await start();
  for (const uri of ["file:///home/ada/other/policies/default.toml", "file:///home/ada/other/policy.toml"]) {
    await client.open(uri, "[destinations.siem]\nreceives = 5\n");
    expect(await client.request("textDocument/documentSymbol", uri)).toEqual([]);
    await client.settled(uri);
    expect(client.diagnostics.has(uri)).toBe(false);
  }
});

test("A message never repeats what may be a credential", async () => {
  const client = await start();
  await client.open(
    policy,
    'version = 1\n[destinations.d]\nreceives = ["*"]\nredact.unknown = "mask"\nforward = { endpoint = "https://o.example.com", protocol = "grpc", headers_env = { A = "Bearer s3cr3t-value-1234" } }\n',
  );
  const diagnostics = await client.pushed(policy);
  expect(codesOf(diagnostics)).toEqual(["policy/credential-written"]);
  expect(JSON.stringify(diagnostics)).not.toContain("s3cr3t");
  expect(client.log.join("\n")).not.toContain("s3cr3t");
});

describe("What a policy takes over from the built-in one", () => {
  const extending = `version = 1
extends = "built-in@1"

[classes]
terminal = ["terminal.type"]

[destinations.siem.redact]
terminal = "drop"
identity = "drop"
`;
  const at = (part: string) => {
    const before = extending.slice(0, extending.lastIndexOf(part)).split("\n");
    return { line: before.length - 1, character: (before.at(-1)?.length ?? 0) + 1 };
  };

  test("is found in the read-only text of the version, and what is of the file in the file", async () => {
    const capabilities = { textDocument: { definition: { linkSupport: true } } };
    const client = await start({ capabilities, initializationOptions: { builtInPolicyScheme: "codex-otel-built-in" } });
    await client.open(policy, extending);
    const definition = (part: string) => client.request("textDocument/definition", policy, { position: at(part) });
    const builtIn = await readFile(join(import.meta.dirname, "../../policies/default.toml"), "utf8");
    const line = builtIn.split("\n").indexOf("identity = [");
    expect(await definition("identity")).toEqual([
      expect.objectContaining({
        targetUri: "codex-otel-built-in:/built-in%401.toml",
        targetSelectionRange: { start: { line, character: 0 }, end: { line, character: 8 } },
      }),
    ]);
    expect(await definition("terminal =")).toEqual([expect.objectContaining({ targetUri: policy })]);
    expect(await definition("built-in@1")).toEqual([
      expect.objectContaining({ targetSelectionRange: expect.objectContaining({ start: { line: 0, character: 0 } }) }),
    ]);
  });

  test("leads nowhere for a client that has no place for it, with a server that has no such file beside it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "codex-otel-server-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await copyFile(server.file, join(folder, "server.js"));
    const client = await start({ file: join(folder, "server.js"), capabilities: { textDocument: { definition: {} } } });
    await client.open(policy, extending);
    expect(await client.request("textDocument/definition", policy, { position: at("identity") })).toBeNull();
    expect(await client.request("textDocument/definition", policy, { position: at("terminal =") })).toMatchObject({
      uri: policy,
      range: { start: { line: 4, character: 0 } },
    });
  });

  test("is nothing to complain about, and what cannot be resolved is an error", async () => {
    const client = await start();
    await client.open(policy, extending.replaceAll(/.*terminal.*\n/g, ""));
    expect(await client.pushed(policy)).toEqual([]);
    const other = "file:///home/dev/team.otel-policy.toml";
    await client.open(other, extending.replace("@1", "@99"));
    expect(codesOf(await client.pushed(other))).toContain("policy/extends-unknown");
  });
});
