import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EditorSnippet } from "../../../../core/config/language/snippetFile.ts";
import { policySnippetFile } from "../../../../core/policy/language/policySnippetFile.ts";
import { plainText } from "../../../../core/toml/language/snippetText.ts";
import { found } from "./policyText.ts";

const file = join(import.meta.dirname, "../../../../snippets/otel-policy.json");

/** As the formatter writes it. */
function render(content: Readonly<Record<string, EditorSnippet>>): string {
  const entries = Object.entries(content).map(([name, { prefix, body, description }]) => {
    const lines = body.map((line) => `      ${JSON.stringify(line)}`).join(",\n");
    const prefixes = prefix.map((one) => JSON.stringify(one)).join(", ");
    return `  ${JSON.stringify(name)}: {\n    "prefix": [${prefixes}],\n    "body": [\n${lines}\n    ],\n    "description": ${JSON.stringify(description)}\n  }`;
  });
  return `{\n${entries.join(",\n")}\n}\n`;
}

test("snippets/otel-policy.json says what the table of the policy language says", async () => {
  await expect(render(policySnippetFile())).toMatchFileSnapshot(file);
});

describe("A snippet as it stands, with nothing filled in,", () => {
  const text = (name: string) => plainText(policySnippetFile()[name]?.body.join("\n") ?? "");
  test("is a whole policy with nothing to complain about", () => {
    const policy = text("Codex OTel policy: a whole policy");
    expect(policy).toContain("[destinations.siem]");
    expect(found(policy)).toEqual([]);
  });

  test("is a detection whose samples turn out as they should, and fits behind a destination", () => {
    const policy = `version = 1\n${text("Codex OTel policy: destination").replace(/^(?!\[|unknown|receives|signals|description).+$/gm, "")}${text("Codex OTel policy: detection")}`;
    expect(found(policy)).toEqual([]);
  });
});
