import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { compilePolicy } from "../../../core/policy/evaluate/compilePolicy.ts";
import { loadDefaultPolicy } from "../../../core/policy/read/defaultPolicy.ts";
import fc from "../seededCheck.ts";
import { planted, plantedInContext } from "./plantedSecrets.ts";
import { anyValue, textIn } from "./policyFixtures.ts";

const { tools } = compilePolicy(loadDefaultPolicy());
const cleaned = (text: string): string => textIn(tools.withoutSecrets(anyValue(text)).value);

interface KnownRule {
  readonly id: string;
  readonly regex: string;
}

const fixture = join(import.meta.dirname, "../../fixtures/secretRules/gitleaks.json");
const { rules }: { rules: readonly KnownRule[] } = JSON.parse(readFileSync(fixture, "utf8"));

/** Rules of gitleaks that the built-in policy does not follow, or not in all that they match, and why. */
const notFollowed: Readonly<Record<string, string>> = {
  "artifactory-reference-token": "begins like the Base64 of ordinary words",
  "cisco-meraki-api-key": "known only by the maker's name in front",
  "clickhouse-cloud-api-secret-key": "any digest in hexadecimal can hold it",
  "cohere-api-token": "known only by the maker's name in front",
  "curl-auth-header": "its shell syntax cannot be generated; see authorization_header and key_header",
  "curl-auth-user": "a user name with a $ is a variable here",
  "facebook-access-token": "a number and a bar, without a mark that a filter could look for",
  "facebook-page-access-token": "occurs in the Base64 of any file with zeros in it",
  "freemius-secret-key": "a value that begins with a variable or a bracket is none here",
  jwt: "a token with backslashes in it is none here",
  "jwt-base64": "Base64 of a secret",
  "kubernetes-secret-yaml": "Base64 of a secret",
  "nuget-config-password": "cannot be generated",
  "okta-access-token": "known only by the maker's name in front",
  "private-key": "what stands in it is anything, a key's text here; see private_key",
  "privateai-api-token": "known only by the maker's name in front",
  "slack-webhook-url": "its dots stand for any character",
  "sourcegraph-access-token": "any forty hexadecimal digits, such as a commit of Git",
  "square-access-token": "one of its marks occurs in the Base64 of any file with zeros in it",
  "sumologic-access-id": "known only by the maker's name in front",
  "vault-service-token": "one of its marks is s. alone",
};

const followed = rules.filter(({ id }) => notFollowed[id] === undefined);

/** The pattern as JavaScript has it, near enough to generate from; what comes out is tried with the pattern itself. */
function generatorOf(regex: string): RegExp {
  const near = regex
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?-?[is]+\)/g, "")
    .replace(/\(\?-?[is]+:/g, "(?:")
    .replace(/\\b/g, "")
    .replace(/\\z/g, "$")
    .replace(/\[\[:alnum:\]\]/g, "[A-Za-z0-9]")
    .replace(/\\x60/g, "`");
  return new RegExp(near);
}

/** What the rule calls the secret: the first group, or all that matched. */
function secretIn(pattern: RE2JS, text: string): string {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return "";
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? "";
}

test.each(followed)("What gitleaks knows as $id is found", ({ regex }) => {
  const pattern = RE2JS.compile(regex);
  const texts = fc.sample(fc.stringMatching(generatorOf(regex)), { numRuns: 25, seed: 1 });
  const secrets = texts
    .map((text) => ({ text, secret: secretIn(pattern, text) }))
    .filter(({ secret }) => secret !== "");
  expect(secrets.length).toBeGreaterThan(0);
  expect(secrets.filter(({ text, secret }) => cleaned(text).includes(secret))).toEqual([]);
});

test("Of the rules of gitleaks only those are left out for which there is a reason", () => {
  const known = new Set(rules.map(({ id }) => id));
  expect(Object.keys(notFollowed).filter((id) => !known.has(id))).toEqual([]);
  expect(rules.length - Object.keys(notFollowed).length).toBeGreaterThan(100);
});

const secretlint = { config: { rules: [{ id: "preset", rule: creator, options: {} }] } };

/** What secretlint's recommended rules find in a text. */
async function foundBySecretlint(content: string): Promise<readonly string[]> {
  const source = { content, filePath: "output.txt", ext: ".txt", contentType: "text" as const };
  const { messages } = await lintSource({ source, options: secretlint });
  return messages.map(({ range: [start, end] }) => content.slice(start, end));
}

const samples = [
  ...[...Object.values(planted), ...Object.values(plantedInContext).flat()].map(({ text }) => text),
  ...followed.flatMap(({ regex }) => fc.sample(fc.stringMatching(generatorOf(regex)), { numRuns: 2, seed: 2 })),
];

test("What secretlint finds is found", async () => {
  let found = 0;
  for (const text of samples) {
    for (const secret of await foundBySecretlint(text)) {
      found++;
      expect(cleaned(text)).not.toContain(secret);
    }
  }
  expect(found).toBeGreaterThan(15);
});

test("What secretlint still finds in a cleaned text is not there", async () => {
  for (const text of samples) expect(await foundBySecretlint(cleaned(`x\n${text}\ny`))).toEqual([]);
});
