import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/policy.md"), "utf8");
const examples = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, toml = ""]) => toml);

/** What the examples leave out on purpose. */
const leftOut = [
  "policy/missing-key",
  "policy/class-undecided",
  "policy/detection-unproven",
  "policy/sensitive-forwarded",
];

test("Every example of docs/policy.md is a policy that could be used, or a part of one", () => {
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) {
    const found = diagnosePolicy(parseToml(example)).filter(({ code }) => !leftOut.includes(code));
    expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  }
});
