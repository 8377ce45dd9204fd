import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codexOtelIn, scratchFolder } from "./commandLine.ts";

const dropped =
  '[otel]\nmetrics_exporter = "none"\n[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { "X Team" = "blue" }\n';

test("A pipeline ends with 1 at the severity that it names, with 0 below it, and with 2 for a word that is none", async () => {
  const folder = await scratchFolder();
  await writeFile(join(folder, "config.toml"), dropped);
  const check = (...argv: readonly string[]) => codexOtelIn(folder, "check", "config.toml", ...argv);
  const plain = await check();
  expect([plain.exitCode, plain.stdout]).toEqual([0, expect.stringContaining("warning")]);
  expect(await check("--fail-on", "error")).toEqual(plain);
  expect(await check("--fail-on", "warning")).toEqual({ ...plain, exitCode: 1 });
  const wrong = await check("--fail-on", "worry");
  expect([wrong.exitCode, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toContain("--fail-on must be one of error, warning, information, hint.");
});

test("A pipeline ends with 1 before a policy sends prompts in clear, and reads which data it is", async () => {
  const folder = await scratchFolder();
  const policy = (action: string, endpoint: string) => `version = 1
[classes]
prompt = ["prompt"]
[destinations.siem]
receives = ["codex.*"]
redact = { prompt = "${action}", unknown = "mask" }
forward = { endpoint = "${endpoint}", protocol = "grpc" }
`;
  const check = async (text: string) => {
    await writeFile(join(folder, "otel-policy.toml"), text);
    const ended = await codexOtelIn(folder, "check", "--fail-on", "warning", "--format", "json", "otel-policy.toml");
    return [ended.exitCode, ...JSON.parse(ended.stdout).map(({ message }: { message: string }) => message)];
  };
  const remote = "https://siem.example.com:4317";
  expect(await check(policy("drop", remote))).toEqual([0]);
  expect(await check(policy("keep", remote))).toEqual([1, "siem sends to siem.example.com in clear: prompts."]);
  expect(await check(policy("keep", "http://127.0.0.1:4317"))).toEqual([
    1,
    "siem hands to a receiver on this machine (127.0.0.1) in clear: prompts. They leave the machine as soon as that receiver sends them on.",
  ]);
});
