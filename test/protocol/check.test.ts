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
