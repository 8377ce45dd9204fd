import { join } from "node:path";
import { expect, test } from "vitest";
import { type DiagnosticCode, diagnosticCodes } from "../../../core/codex/diagnosticCodes.ts";
import { exampleOf, renderDiagnostics } from "./renderDiagnostics.ts";
import { renderReference } from "./renderReference.ts";

const docs = join(import.meta.dirname, "../../../docs");

test("docs/reference.md says what the table of options says", async () => {
  await expect(renderReference()).toMatchFileSnapshot(join(docs, "reference.md"));
});

test("docs/diagnostics.md has a section for every code", async () => {
  await expect(renderDiagnostics()).toMatchFileSnapshot(join(docs, "diagnostics.md"));
});

const withoutExample: readonly string[] = ["toml/not-utf8"];

test.each((Object.keys(diagnosticCodes) as DiagnosticCode[]).filter((code) => !withoutExample.includes(code)))(
  "%s has an example that gets it",
  (code) => {
    expect(exampleOf(code)?.diagnostic.code).toBe(code);
  },
);
