import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitionsLine } from "../../../scripts/otlp-codegen/vendoredDefinitions.mjs";

const folder = join(import.meta.dirname, "../../../core/otlp/generated");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("there is generated code for every message", () => {
  expect(files).toHaveLength(9);
});

test.each(files)(
  "%s was generated from the definitions that are here (else: npm run generate in scripts/otlp-codegen)",
  (name) => {
    const [first] = readFileSync(join(folder, name), "utf8").split(/\r?\n/, 1);
    expect(first).toBe(definitionsLine());
  },
);
