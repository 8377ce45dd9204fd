import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { productActions } from "../../../core/policy/actions/index.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { actionTable } from "./renderPolicyReference.ts";

const file = join(import.meta.dirname, "../../../docs/policy.md");
const page = readFileSync(file, "utf8");
const examples = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, toml = ""]) => toml);

/** What the examples leave out on purpose. */
const leftOut = [
  "policy/missing-key",
  "policy/class-undecided",
  "policy/detection-unproven",
  "policy/sensitive-forwarded",
];

test("docs/policy.md has the actions of the index", async () => {
  const table = /(?<=## Redactions, by data class\n)\n\|.*?\|\n(?=\n)/s;
  expect(page).toMatch(table);
  await expect(page.replace(table, () => actionTable(productActions))).toMatchFileSnapshot(file);
});

test("Every example of docs/policy.md is a policy that could be used, or a part of one", () => {
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) {
    const found = diagnosePolicy(parseToml(example)).filter(({ code }) => !leftOut.includes(code));
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  }
});
