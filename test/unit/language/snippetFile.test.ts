import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { backends } from "../../../core/backends/backends.ts";
import { diagnose } from "../../../core/codex/diagnose.ts";
import { type EditorSnippet, snippetFile } from "../../../core/language/snippetFile.ts";
import { plainText } from "../../../core/language/snippetText.ts";
import { findTomlVersion11Syntax, parseToml } from "../../../core/toml/parseToml.ts";

const file = join(import.meta.dirname, "../../../snippets/codex-otel.json");
const snippets = JSON.parse(readFileSync(file, "utf8")) as Record<string, EditorSnippet>;
const texts = Object.entries(snippets).map(([name, { body }]) => [name, plainText(body.join("\n"))] as const);

test("snippets/codex-otel.json says what the table of backends says", () => {
  expect(snippets).toEqual(snippetFile());
});

describe("The snippets", () => {
  test.each(texts)("%s: parses in every Codex version, and Codex starts with it", (_name, text) => {
    const document = parseToml(text);
    expect(document.errors).toEqual([]);
    expect(findTomlVersion11Syntax(parseToml(text))).toBeUndefined();
    const found = diagnose(document, { codexVersion: "0.169.0", layer: "user" });
    const wrong = found.filter(({ severity }) => severity === "error" || severity === "warning");
    // What the person has yet to fill in is no defect of the snippet.
    expect(wrong.filter(({ code }) => code !== "otel/header-placeholder")).toEqual([]);
  });

  test("offer Monad with both headers, and the listener over both transports, all under one prefix", () => {
    expect(Object.keys(snippets).filter((name) => /Monad|listener/.test(name))).toHaveLength(3);
    const monad = texts.find(([name]) => name.includes("Monad"))?.[1] ?? "";
    for (const { name } of backends.find(({ id }) => id === "monad")?.headers ?? [])
      expect(monad).toContain(`${name} = `);
    expect(texts.filter(([, text]) => text.includes("otlp-http"))).toHaveLength(1);
    for (const { prefix } of Object.values(snippets)) expect(prefix).toContain("codex-otel");
  });

  test("do not log prompts unless the person says so", () => {
    for (const [, text] of texts) expect(text).toContain("log_user_prompt = false");
  });
});
