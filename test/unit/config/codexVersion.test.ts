import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { isBefore } from "../../../core/config/codexVersion.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

test("Versions are compared as numbers, and a preview comes before its release", () => {
  expect(isBefore("0.99.0", "0.100.0")).toBe(true);
  expect(isBefore("0.100.0", "0.99.0")).toBe(false);
  expect(isBefore("0.79.0", "0.79.0")).toBe(false);
  expect(isBefore("0.79.0-alpha.3", "0.79.0")).toBe(true);
  expect(isBefore("0.79.0", "")).toBe(false);
});

const codes = (toml: string, codexVersion: string) =>
  diagnose(parseToml(toml), { codexVersion, layer: "user" }).map(({ code }) => code);
const exporter = (rest: string) => `[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317"${rest} } }\n`;

/** Each as the released versions on both sides of the border did. */
describe("An older Codex", () => {
  test.each([
    ['headers_helper = "token"', "0.169.0", "0.171.0"],
    ["headers_helper_refresh_interval_ms = 1", "0.169.0", "0.171.0"],
    ["log_sse_deltas = true", "0.166.0", "0.167.2"],
    ["log_agent_responses = true", "0.157.0", "0.158.0"],
    ["log_guardian_assessments = true", "0.157.0", "0.158.0"],
    ["tool_result = { max_bytes = 5 }", "0.149.0", "0.150.0"],
    ['span_attributes = { a = "b" }', "0.129.0", "0.130.0"],
    ['tracestate = { a = { b = "c" } }', "0.129.0", "0.130.0"],
    ['metrics_exporter = "none"', "0.98.0", "0.99.0"],
    ['trace_exporter = "none"', "0.72.0", "0.73.0"],
  ])("ignores %s: %s does, %s does not", (line, older, newer) => {
    expect(codes(`[otel]\n${line}\n`, older)).toEqual(["otel/option-too-new"]);
    expect(codes(`[otel]\n${line}\n`, newer)).toEqual([]);
  });
  test("ignores it whatever its value is", () => {
    expect(codes("[otel]\nlog_sse_deltas = 5\n", "0.166.0")).toEqual(["otel/option-too-new"]);
    expect(codes("[otel]\nlog_sse_deltas = 5\n", "0.169.0")).toEqual(["otel/wrong-type"]);
  });
  test("does not start with the exporter statsig", () => {
    expect(codes('[otel]\nexporter = "statsig"\n', "0.79.0")).toEqual(["otel/exporter-unknown"]);
    expect(codes('[otel]\nexporter = "statsig"\n', "0.80.0")).not.toContain("otel/exporter-unknown");
  });
  test("does not start without headers, and can be given empty ones", () => {
    expect(codes(exporter(""), "0.58.0")).toContain("otel/headers-missing");
    expect(codes(exporter(""), "0.59.0")).not.toContain("otel/headers-missing");
    const check = (toml: string) => diagnose(parseToml(toml), { codexVersion: "0.58.0", layer: "user" });
    expect(applyPreferredFixes(exporter(""), check)).toBe(exporter(", headers = {}"));
  });
  test.each(["a = { b = 1, }\n", "a = {\n b = 1\n}\n", 'a = "\\e"\n', "a = 07:32\n"])(
    "does not start with TOML 1.1, also outside of [otel]: %j",
    (toml) => {
      expect(codes(toml, "0.77.0")).toEqual(["toml/version-unsupported"]);
      expect(codes(toml, "0.79.0")).toEqual([]);
    },
  );
});
