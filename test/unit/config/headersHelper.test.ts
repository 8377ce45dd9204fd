import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import type { OtherLayer } from "../../../core/config/layers.ts";
import { applyEdits, applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** Each as Codex 0.171.0 did, with a script that notes its calls and a receiver. */
const check = (toml: string, codexVersion = "0.171.0", layers: readonly OtherLayer[] = []) =>
  diagnose(parseToml(toml), { codexVersion, layer: "user", layers });

const codes = (...args: Parameters<typeof check>) =>
  check(...args)
    .filter(({ severity }) => severity !== "information")
    .map(({ code }) => code);

const helper = 'headers_helper = "./token --for codex"\n';
const grpc = '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';
const http = '{ otlp-http = { endpoint = "http://127.0.0.1:4318/v1/logs", protocol = "json" } }\n';

describe("Codex 0.171.0 does not start with a helper of the wrong type", () => {
  test.each([
    ["headers_helper = 5", "otel/wrong-type"],
    ['headers_helper = ["token"]', "otel/wrong-type"],
    ["headers_helper_refresh_interval_ms = 0", "otel/number-out-of-range"],
    ["headers_helper_refresh_interval_ms = -1", "otel/number-out-of-range"],
    ["headers_helper_refresh_interval_ms = 1.5", "otel/wrong-type"],
    ['headers_helper_refresh_interval_ms = "60s"', "otel/wrong-type"],
  ])("%s", (line, code) => {
    const toml = `[otel]\n${line}\n`;
    expect(check(toml).map((one) => [one.code, one.verdict])).toEqual([[code, "fatal"]]);
    expect(codes(toml, "0.169.0")).toEqual(["otel/option-too-new"]);
  });
  test("a text with a unit can be written as a number", () => {
    const fixed = applyPreferredFixes('[otel]\nheaders_helper_refresh_interval_ms = "60s"\n', check);
    expect(fixed).toBe("[otel]\nheaders_helper_refresh_interval_ms = 60000\n");
  });
  test("an interval of 1, and one alone, are fine", () => {
    expect(codes("[otel]\nheaders_helper_refresh_interval_ms = 1\n")).toEqual([]);
  });
});

describe("A helper is asked over HTTP only", () => {
  test.each([
    ["gRPC alone", `exporter = ${grpc}`, ["otel/headers-helper-unused"]],
    ["gRPC for two signals", `exporter = ${grpc}trace_exporter = ${grpc}`, ["otel/headers-helper-unused"]],
    ["HTTP", `exporter = ${http}`, []],
    ["one of each", `exporter = ${grpc}metrics_exporter = ${http.replace("logs", "metrics")}`, []],
    ["no exporter in this file", "", []],
  ])("%s", (_, exporters, wanted) => {
    expect(codes(`[otel]\n${helper}${exporters}`)).toEqual(wanted);
  });
  test("an exporter over HTTP may stand in another file", () => {
    const document = parseToml(`[otel]\ntrace_exporter = ${http.replace("logs", "traces")}`);
    const other: OtherLayer = { layer: "user", path: "config.toml", wins: false, document };
    expect(codes(`[otel]\n${helper}exporter = ${grpc}`, "0.171.0", [other])).toEqual([]);
  });
  test("an older Codex does not know it at all", () => {
    expect(codes(`[otel]\n${helper}exporter = ${grpc}`, "0.169.0")).toEqual(["otel/option-too-new"]);
  });
});

test("With an empty helper Codex builds no exporter", () => {
  const toml = `[otel]\nheaders_helper = ""\nexporter = ${http}`;
  expect(check(toml).map(({ code, verdict }) => [code, verdict])).toContainEqual([
    "otel/headers-helper-empty",
    "exporter-off",
  ]);
});

test("An empty helper is one of spaces too", () => {
  expect(codes(`[otel]\nheaders_helper = "  "\nexporter = ${http}`)).toContain("otel/headers-helper-empty");
});

describe("The headers of a helper are not missed", () => {
  const honeycomb = '{ otlp-http = { endpoint = "https://api.honeycomb.io/v1/logs", protocol = "json" } }\n';
  const overGrpc = '{ otlp-grpc = { endpoint = "https://api.honeycomb.io:443" } }\n';
  const missed = (...args: Parameters<typeof check>) =>
    check(...args).some(({ code }) => code === "otel/backend-header-absent");
  test("over HTTP: nobody knows what its command prints", () => {
    expect(missed(`[otel]\nexporter = ${honeycomb}`)).toBe(true);
    expect(missed(`[otel]\n${helper}exporter = ${honeycomb}`)).toBe(false);
  });
  test("but over gRPC, and by a Codex that does not run it, they are", () => {
    expect(missed(`[otel]\n${helper}exporter = ${overGrpc}`)).toBe(true);
    expect(missed(`[otel]\n${helper}exporter = ${honeycomb}`, "0.169.0")).toBe(true);
  });
});

describe("A key in a file that others read", () => {
  const key = 'headers = { "x-honeycomb-team" = "hcaik_0123456789" }';
  const honeycomb = `{ otlp-http = { endpoint = "https://api.honeycomb.io/v1/logs", protocol = "json", ${key} } }\n`;
  const fixesOf = (toml: string, codexVersion = "0.171.0") =>
    diagnose(parseToml(toml), { codexVersion, layer: "user", exposure: "tracked" })
      .filter(({ code }) => code === "otel/credential-exposed")
      .flatMap(({ fixes }) => fixes);
  test("can come from a command over HTTP, which is added beside it", () => {
    const toml = `[otel]\nexporter = ${honeycomb}`;
    const [fix] = fixesOf(toml);
    expect(fix?.preferred).not.toBe(true);
    const fixed = applyEdits(toml, fix?.edits ?? []);
    expect(fixed).toContain(`headers_helper = '''printf '{"x-honeycomb-team":"%s"}' "\${HONEYCOMB_API_KEY:?}"'''`);
    expect(fixed).toContain("hcaik_0123456789");
    expect(codes(fixed)).toEqual([]);
  });
  test.each([
    [
      "over gRPC",
      `exporter = ${honeycomb.replace("otlp-http", "otlp-grpc").replace("/v1/logs", ":443").replace('protocol = "json", ', "")}`,
    ],
    ["with a helper already", `${helper}exporter = ${honeycomb}`],
    [
      "where another receiver would get it too",
      `exporter = ${honeycomb}trace_exporter = ${http.replace("logs", "traces")}`,
    ],
  ])("stays %s", (_, toml) => expect(fixesOf(`[otel]\n${toml}`)).toEqual([]));
  test("stays with a Codex that does not know the helper", () => {
    expect(fixesOf(`[otel]\nexporter = ${honeycomb}`, "0.169.0")).toEqual([]);
  });
});
