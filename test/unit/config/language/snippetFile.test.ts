import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backends, headersFor, isLocal } from "../../../../core/config/backends/backends.ts";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { type EditorSnippet, snippetFile } from "../../../../core/config/language/snippetFile.ts";
import { plainText } from "../../../../core/toml/language/snippetText.ts";
import { findTomlVersion11Syntax, parseToml } from "../../../../core/toml/parseToml.ts";

const file = join(import.meta.dirname, "../../../../snippets/codex-otel.json");
const snippets = JSON.parse(readFileSync(file, "utf8")) as Record<string, EditorSnippet>;
const texts = Object.entries(snippets).map(([name, { body }]) => [name, plainText(body.join("\n"))] as const);

/** As the formatter writes it. */
function render(content: Readonly<Record<string, EditorSnippet>>): string {
  const entries = Object.entries(content).map(([name, { prefix, body, description }]) => {
    const lines = body.map((line) => `      ${JSON.stringify(line)}`).join(",\n");
    const prefixes = prefix.map((one) => JSON.stringify(one)).join(", ");
    return `  ${JSON.stringify(name)}: {\n    "prefix": [${prefixes}],\n    "body": [\n${lines}\n    ],\n    "description": ${JSON.stringify(description)}\n  }`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}

test("snippets/codex-otel.json says what the table of backends says", async () => {
  await expect(render(snippetFile())).toMatchFileSnapshot(file);
});

describe("The snippets", () => {
  test.each(texts)("%s: parses in every Codex version, and Codex starts with it", (_name, text) => {
    const document = parseToml(text);
    expect(document.errors).toEqual([]);
    expect(findTomlVersion11Syntax(parseToml(text))).toBeUndefined();
    const found = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user" });
    const wrong = found.filter(({ severity }) => severity === "error" || severity === "warning");
    // What the person has yet to fill in is no defect of the snippet.
    expect(wrong.filter(({ code }) => code !== "otel/header-placeholder")).toEqual([]);
  });

  test("keep the key out of the file with a command where HTTP is how a receiver is sent to, and never over gRPC", () => {
    const helped = texts.filter(([name]) => name.endsWith("from a command"));
    expect(helped.map(([name]) => name)).toContain("Codex OTel: send to Axiom, with the key from a command");
    for (const [, text] of helped) {
      expect(text).toContain("headers_helper = ");
      expect(text).not.toContain("otlp-grpc");
    }
    expect(texts.filter(([name, text]) => name.includes("Monad") && text.includes("headers_helper"))).toEqual([]);
  });

  test("offer every backend, with all headers it cannot do without", () => {
    for (const backend of backends) {
      const own = texts.filter(([name]) => name.includes(backend.label));
      expect(own.length, backend.label).toBeGreaterThan(0);
      const signals = backend.id === "langfuse" ? (["traces"] as const) : (["logs"] as const);
      for (const header of signals.flatMap((signal) => headersFor(backend, signal)).filter(({ required }) => required))
        for (const [name, text] of own)
          expect(text).toContain(
            header.credential && name.endsWith("from a command")
              ? `"${header.name}":"${header.prefix}%s"`
              : `${header.name} = "${header.prefix}`,
          );
      if (!isLocal(backend)) for (const [, text] of own) expect(backend.hosts.length, text).toBeGreaterThan(0);
    }
  });

  test("send logs, but for the backend that takes traces only", () => {
    const withoutLogs = texts.filter(([, text]) => !text.includes("[otel.exporter."));
    expect(withoutLogs.map(([name]) => name)).toEqual([
      "Codex OTel: send to Langfuse",
      "Codex OTel: send to Langfuse, with the key from a command",
    ]);
    expect(withoutLogs[0]?.[1]).toContain("[otel.trace_exporter.otlp-http]");
  });

  test("offer the listener over both transports, and one for each backend under one prefix", () => {
    const names = Object.keys(snippets);
    expect(names.filter((name) => name.includes("listener"))).toEqual([
      "Codex OTel: send to this editor's listener",
      "Codex OTel: send to this editor's listener over HTTP",
      "Codex OTel: send everything to this editor's listener",
    ]);
    expect(names[0]).toBe("Codex OTel: send to Monad");
    const short = Object.values(snippets).filter(({ prefix }) => prefix.includes("codex-otel"));
    expect(short).toHaveLength(backends.length + 1);
  });

  test("do not log prompts unless the person says so", () => {
    for (const [, text] of texts) expect(text).toContain("log_user_prompt = false");
  });
});
