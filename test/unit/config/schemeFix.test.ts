import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const exporter = (endpoint: string) =>
  `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-http = { endpoint = "${endpoint}", protocol = "binary", headers = { Authorization = "Bearer abc" } } }\n`;
const fixed = (endpoint: string) =>
  applyPreferredFixes(exporter(endpoint), (toml) =>
    diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" }),
  );

describe("An endpoint without a scheme gets http only where it surely leads to this machine or the network around it", () => {
  test.each([
    ["localhost:4318/v1/logs", "http://localhost:4318/v1/logs"],
    ["10.0.0.7:4318/v1/logs", "http://10.0.0.7:4318/v1/logs"],
    ["192.168.1.7:4318/v1/logs", "http://192.168.1.7:4318/v1/logs"],
    ["localhost.evil.example:4318/v1/logs", "https://localhost.evil.example:4318/v1/logs"],
    ["127.evil.example:4318/v1/logs", "https://127.evil.example:4318/v1/logs"],
    ["10.evil.example:4318/v1/logs", "https://10.evil.example:4318/v1/logs"],
    ["192.168.evil.example:4318/v1/logs", "https://192.168.evil.example:4318/v1/logs"],
    ["otel.example.com:4318/v1/logs", "https://otel.example.com:4318/v1/logs"],
  ])("%s", (endpoint, wanted) => {
    expect(fixed(endpoint)).toContain(`"${wanted}"`);
  });

  test("what was written as encrypted stays so", () => {
    expect(fixed("grpcs://localhost:4317")).not.toContain('"http://');
  });
});
