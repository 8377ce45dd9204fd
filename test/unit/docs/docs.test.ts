import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type DiagnosticCode, diagnosticCodes } from "../../../core/config/diagnosticCodes.ts";
import { exampleOf, renderDiagnostics } from "./renderDiagnostics.ts";
import { policyCodes, policyExampleOf } from "./renderPolicyDiagnostics.ts";
import { renderPolicyReference } from "./renderPolicyReference.ts";
import { renderPrograms } from "./renderPrograms.ts";
import { renderReference } from "./renderReference.ts";
import { renderSurfaces } from "./renderSurfaces.ts";

const docs = join(import.meta.dirname, "../../../docs");

test("docs/reference.md says what the table of options says", async () => {
  await expect(renderReference()).toMatchFileSnapshot(join(docs, "reference.md"));
});

test("docs/policy-reference.md says what the table of keys of a policy says", async () => {
  await expect(renderPolicyReference()).toMatchFileSnapshot(join(docs, "policy-reference.md"));
});

test("docs/programs.md says what the table of started programs says", async () => {
  await expect(renderPrograms()).toMatchFileSnapshot(join(docs, "programs.md"));
});

test("docs/surfaces.md says what the table of surfaces and events says", async () => {
  const versions = readdirSync(join(import.meta.dirname, "../../fixtures/surfaces")).map((file) =>
    file.replace(/\.json$/, ""),
  );
  await expect(renderSurfaces(versions)).toMatchFileSnapshot(join(docs, "surfaces.md"));
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

test.each(policyCodes.filter((code) => code !== "policy/not-utf8"))(
  "%s has a policy that gets it, and nothing else",
  (code) => {
    const found = policyExampleOf(code);
    expect(found?.diagnostic.code).toBe(code);
    expect(found?.others.map((one) => one.code)).toEqual([]);
  },
);
