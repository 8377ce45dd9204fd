import { expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const check = (toml: string) => diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });

test.each([
  ['environment = "dev",', 'environment = "dev"'],
  ['environment = "dev"; # mine', 'environment = "dev" # mine'],
  ['environment == "dev"', 'environment = "dev"'],
  ['environment "dev"', 'environment = "dev"'],
  ["log_user_prompt false", "log_user_prompt = false"],
  ["tool_result = { max_bytes = 5 } }", "tool_result = { max_bytes = 5 }"],
  ["tool_result = { max_bytes = 5", "tool_result = { max_bytes = 5 }"],
  ['"environment": "dev"', '"environment" = "dev"'],
  ['environment = "dev', 'environment = "dev"'],
  ["environment = dev", 'environment = "dev"'],
  ["environment = “dev”", 'environment = "dev"'],
  ["// mine", "# mine"],
  ["[projects./home/me/my app] # mine", '[projects."/home/me/my app"] # mine'],
  ["[[a.b/c]]", '[[a."b/c"]]'],
])("%s becomes %s", (line, fixed) => {
  for (const lineEnd of ["\n", "\r\n"]) {
    const whole = (inner: string) => `[otel]${lineEnd}${inner}${lineEnd}`;
    expect(applyPreferredFixes(whole(line), check)).toBe(whole(fixed));
    expect(check(whole(fixed)).filter(({ severity }) => severity === "error")).toEqual([]);
  }
});

test.each([
  ["log_user_prompt = {}", ["Write true", "Write false"]],
  ["tool_result = { max_bytes = nan }", ["Write 2048"]],
  [
    "exporter = { otlp-http = { endpoint = 'http://127.0.0.1:4318/v1/logs', protocol = 5 } }",
    ['Write "binary"', 'Write "json"'],
  ],
])(
  "Where nobody can know what was meant in %s, what is possible is offered and nothing is done unasked",
  (line, titles) => {
    const toml = `[otel]\n${line}\n`;
    const [finding] = check(toml);
    expect(finding?.fixes.map(({ title }) => title)).toEqual(titles);
    expect(applyPreferredFixes(toml, check)).toBe(toml);
  },
);

test("A table with an endpoint under another name is an exporter", () => {
  const exporter = (name: string) =>
    `[otel]\nmetrics_exporter = "none"\n[otel.exporter.${name}]\nendpoint = "http://127.0.0.1:4318/v1/logs"\nprotocol = "json"\n`;
  expect(applyPreferredFixes(exporter("mine"), check)).toBe(exporter("otlp-http"));
});

test("The line ends of a long file with carriage returns are offered once, and fixed", () => {
  const text = "[otel]\r= \r".repeat(600);
  const offered = check(text).flatMap(({ fixes }) => fixes.filter(({ title }) => title.includes("line ends")));
  expect(offered).toHaveLength(1);
  expect(applyPreferredFixes(text, check)).not.toContain("\r");
});
