import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const check = (toml: string) => diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });
const codes = (toml: string) => check(toml).map(({ code }) => code);
const grpc = (endpoint: string, headers = "") =>
  `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-grpc = { endpoint = "${endpoint}"${headers} } }\n`;
const http = (endpoint: string, exporter = "exporter", headers = "") =>
  `[otel]\nmetrics_exporter = "none"\n${exporter} = { otlp-http = { endpoint = "${endpoint}", protocol = "json"${headers} } }\n`;

describe("The path of an endpoint over HTTP", () => {
  test.each([
    ["exporter", "traces", "logs"],
    ["trace_exporter", "logs", "traces"],
    ["trace_exporter", "metrics", "traces"],
  ])("%s to /v1/%s becomes /v1/%s", (exporter, written, wanted) => {
    const toml = http(`http://127.0.0.1:4318/otlp/v1/${written}?a=b`, exporter);
    expect(codes(toml)).toEqual(["otel/endpoint-signal"]);
    expect(applyPreferredFixes(toml, check)).toBe(http(`http://127.0.0.1:4318/otlp/v1/${wanted}?a=b`, exporter));
  });
  test.each(["/v1/logs", "/v1/logs/", "/intake", "/v1/logs/mine", "/?key=1"])("%s is taken as it is", (path) => {
    expect(codes(http(`http://127.0.0.1:4318${path}`))).toEqual([]);
  });
});

describe("The path of an endpoint over gRPC", () => {
  test("is not used, and may go", () => {
    const toml = grpc("http://127.0.0.1:4317/v1/logs");
    expect(check(toml)).toMatchObject([{ code: "otel/endpoint-path-unused", severity: "information" }]);
    expect(applyPreferredFixes(toml, check)).toBe(grpc("http://127.0.0.1:4317"));
  });
  test("a slash alone is fine", () => {
    expect(codes(grpc("http://127.0.0.1:4317/"))).toEqual([]);
  });
});

describe("The port of the other kind of exporter", () => {
  test.each([grpc("http://127.0.0.1:4318"), http("http://127.0.0.1:4317/v1/logs")])("is pointed out: %s", (toml) => {
    expect(check(toml)).toMatchObject([{ code: "otel/endpoint-port-other", severity: "information" }]);
  });
  test("and changed only when asked for, because a receiver may have it so", () => {
    const toml = grpc("http://127.0.0.1:4318");
    expect(applyPreferredFixes(toml, check)).toBe(toml);
    expect(check(toml).flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual(["Write the port 4317"]);
  });
});

describe("A port that is no port", () => {
  test.each(["99999", "abc", "4317'", "-1"])("%s: nothing is delivered there", (port) => {
    const known = port === "99999" ? "otel/endpoint-port-ignored" : "otel/endpoint-port-invalid";
    expect(codes(grpc(`http://127.0.0.1:${port}`))).toEqual([known]);
    expect(codes(http(`http://127.0.0.1:${port}/v1/logs`))).toEqual(["otel/endpoint-port-invalid"]);
  });
  test("with its digits left over where they are plain", () => {
    expect(applyPreferredFixes(grpc("http://127.0.0.1:4317'"), check)).toBe(grpc("http://127.0.0.1:4317"));
  });
});

describe("A key over http", () => {
  const key = ', headers = { Authorization = "Bearer k1" }';
  test.each([
    grpc("http://otel.example.com:4317", key),
    http("http://10.0.0.5:4318/v1/logs", "exporter", key),
    http("http://user:word@otel.example.com:4318/v1/logs"),
    grpc("grpc://otel.example.com:4317", key),
  ])("to another machine can be read on the way: %s", (toml) => {
    expect(codes(toml)).toEqual(["otel/endpoint-plaintext"]);
  });
  test.each([
    grpc("https://otel.example.com:4317", key),
    grpc("http://localhost:4317", key),
    grpc("http://127.0.0.1:4317", key),
    http("http://[::1]:4318/v1/logs", "exporter", key),
    grpc("http://otel.example.com:4317", ', headers = { x-team = "blue" }'),
  ])("is nothing to speak of here: %s", (toml) => {
    expect(codes(toml)).toEqual([]);
  });
});
