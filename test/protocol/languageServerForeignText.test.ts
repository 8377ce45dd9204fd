import { beforeAll, describe, expect, test } from "vitest";
import type { CompletionItem, DocumentSymbol } from "vscode-languageserver-protocol/node";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { hidden } from "../unit/text/foreignTexts.ts";
import type { LanguageServerClient } from "./languageServerClient.ts";
import { useLanguageServer } from "./useLanguageServer.ts";

const server = useLanguageServer(
  {
    initializationOptions: { home: "/home/dev", codexVersion: newestKnownCodexVersion },
    capabilities: {
      textDocument: {
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        completion: { completionItem: { snippetSupport: true } },
        inlayHint: {},
        codeLens: {},
        documentLink: {},
      },
    },
  },
  "at last",
);
let client: LanguageServerClient;
beforeAll(async () => {
  client = await server.start();
});

/** In basic strings as escapes, and as it is in literal ones, which may hold all but controls. */
const escaped = "x\\u001b]0;T\\u0007\\u009b31m\\u202e\\u2028[x](command:foo)$(zap)";
const raw = "a\u009b\u202e\u200b\u2028[x](command:foo)$(zap)";

const config = (name: string, quote: string) => {
  const text = `${quote}${name}${quote}`;
  return `[otel]\n${text} = ${text}\nenvironment = ${text}\nexporter = { otlp-http = { endpoint = ${text}, headers = { ${text} = ${text} } } }\n[otel.${text}]\n[otel.exporter.${text}]\n[[otel.${text}.a]]\n`;
};
const policy = (name: string, quote: string) => {
  const text = `${quote}${name}${quote}`;
  return `version = 1
[classes]
${text} = [${text}]
[destinations.${text}]
description = ${text}
receives = [${text}]
when = [{ attribute = ${text}, equals = ${text} }]
redact = { ${text} = "keep",  }
[destinations.${text}.forward]
endpoint = ${text}
headers_env = { ${text} = ${text} }
[[detections]]
id = ${text}
event = ${text}
message = ${text}
[[detections.samples]]
title = ${text}
`;
};

/** What is put into the text, or compared with what is typed, is not shown. */
const unseen = new Set(["newText", "filterText", "sortText", "uri", "target", "data"]);

function shownIn(answer: unknown): string[] {
  if (typeof answer === "string") return [answer];
  if (Array.isArray(answer)) return answer.flatMap(shownIn);
  if (typeof answer !== "object" || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) => (unseen.has(key) ? [] : shownIn(value)));
}

describe.each([
  ["a configuration", ".codex/config.toml", config],
  ["a policy", "otel-policy.toml", policy],
] as const)("Of %s full of characters that do not show", (_, file, textOf) => {
  test.each([
    ["escaped", escaped, '"'],
    ["as they are", raw, "'"],
  ])(
    "no answer of the server holds one, %s",
    async (how, name, quote) => {
      const uri = `file:///home/dev/${how.length}/${file}`;
      const text = textOf(name, quote);
      await client.open(uri, text);
      const textDocument = { uri };
      const lines = text.split("\n");
      const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
      const answers: unknown[] = [await client.pushed(uri)];
      const ask = async (method: string, params: object = {}) =>
        answers.push(await client.connection.sendRequest(`textDocument/${method}`, { textDocument, ...params }));
      for (const method of ["documentSymbol", "codeLens", "documentLink"]) await ask(method);
      await ask("inlayHint", { range });
      await ask("codeAction", { range, context: { diagnostics: [] } });
      for (const [line, { length }] of lines.entries())
        for (let character = 0; character <= length; character += 7) {
          const position = { line, character };
          await ask("completion", { position });
          await ask("hover", { position });
        }
      const shown = answers.flatMap(shownIn);
      expect(shown.length).toBeGreaterThan(20);
      for (const one of shown) expect(one.replaceAll("\n", "")).not.toMatch(hidden);
    },
    120_000,
  );
});

test("A name is escaped where it is shown, and exact where it is written", async () => {
  const uri = "file:///home/dev/exact/otel-policy.toml";
  const name = "a\u202e";
  await client.open(uri, `version = 1\n[classes]\n'${name}' = []\n[destinations.d]\nreceives = ["*"]\nredact = { }\n`);
  const textDocument = { uri };
  const symbols = await client.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", {
    textDocument,
  });
  expect(symbols.flatMap(({ children = [] }) => children).map((one) => one.name)).toContain("'a\\u{202e}'");
  const items = await client.connection.sendRequest<CompletionItem[]>("textDocument/completion", {
    textDocument,
    position: { line: 5, character: 11 },
  });
  const item = items.find(({ label }) => label.startsWith("a\\u{202e}"));
  expect(item?.textEdit?.newText).toContain(name);
  expect(item?.filterText).toContain(name);
});
