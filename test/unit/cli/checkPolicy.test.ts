import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCheck } from "../../../cli/commands/check.ts";
import { defaultPolicyText } from "../../../core/policy/read/defaultPolicy.ts";

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "check-policy-"));
  output = "";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const check = (...argv: readonly string[]) =>
  runCheck(argv, {
    stdout: (text) => {
      output += text;
    },
    stderr: () => {},
    environment: { HOME: folder },
    currentDirectory: folder,
  });

const broken = defaultPolicyText.replace('prompt = "drop"', 'prompt = "delete"');

test("A sound policy ends with 0, one that would not be used with 1, a mere warning with 0", async () => {
  file("otel-policy.toml", defaultPolicyText);
  file("broken.otel-policy.toml", broken);
  file("warned.otel-policy.toml", defaultPolicyText.replace('"codex.*"', '"codex.tool-*"'));
  expect(await check("otel-policy.toml")).toBe(0);
  expect(output).toBe("1 file checked: no findings\n");
  expect(await check("warned.otel-policy.toml")).toBe(0);
  expect(await check("broken.otel-policy.toml")).toBe(1);
});

test("People read file, line, column, severity, message, code and fix", async () => {
  file("otel-policy.toml", "version = 1\n[destinations.d]\nreceives = ['*']\nredact = { unknown = 'delete' }\n");
  await check("otel-policy.toml");
  expect(
    output,
  ).toBe(`otel-policy.toml:4:22  error  Expected one of "drop", "mask", "hash", "keep" or { truncate = N }.  [policy/unknown-word]
    fix: Write "drop"
1 file checked: 1 error
`);
});

test("Programs get JSON and code scanning gets SARIF with a help page for each rule", async () => {
  file("otel-policy.toml", broken);
  await check("--format", "json", "otel-policy.toml");
  expect(JSON.parse(output)).toMatchObject([
    { file: "otel-policy.toml", code: "policy/unknown-word", severity: "error" },
  ]);
  output = "";
  await check("--format", "sarif", "otel-policy.toml");
  const [run] = JSON.parse(output).runs;
  expect(run.results[0]).toMatchObject({ ruleId: "policy/unknown-word", level: "error" });
  const rule = run.tool.driver.rules.find(({ id }: { id: string }) => id === "policy/unknown-word");
  expect(rule.helpUri).toMatch(/diagnostics\.md#policyunknown-word$/);
});

test("--fix fixes the policy and nothing else in it", async () => {
  const path = file("otel-policy.toml", broken);
  expect(await check("--fix", "otel-policy.toml")).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(defaultPolicyText);
});

test("A policy of another name is known by its tables", async () => {
  file("rules.toml", broken);
  expect(await check("rules.toml")).toBe(1);
  expect(output).toContain("[policy/unknown-word]");
});

test("A policy that is not UTF-8 is said to be so", async () => {
  file("otel-policy.toml", Buffer.from("# caf\u00e9\n", "latin1"));
  expect(await check("otel-policy.toml")).toBe(1);
  expect(output).toContain("[policy/not-utf8]");
});

test("Without a file the policies of the current folder are checked, too", async () => {
  file("otel-policy.toml", broken);
  file("team.otel-policy.toml", defaultPolicyText);
  expect(await check()).toBe(1);
  expect(output).toContain("otel-policy.toml:");
  expect(output).toContain("2 files checked: 1 error");
});
