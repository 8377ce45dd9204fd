import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import type { PemContent } from "../../../core/config/reporter.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** Verdicts as observed with the real Codex and real files. */
const holds: Readonly<Record<string, PemContent>> = {
  "c.pem": { certificate: true, privateKey: false },
  "k.pem": { certificate: false, privateKey: true },
  "garbage.pem": { certificate: false, privateKey: false },
};
const codes = (toml: string) =>
  diagnose(parseToml(toml), {
    codexVersion: newestKnownCodexVersion,
    layer: "user",
    fileExists: (path) => path in holds,
    pemContent: (path) => holds[path],
  }).map(({ code }) => code);
const grpc = (tls: string, scheme = "https") =>
  `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-grpc = { endpoint = "${scheme}://127.0.0.1:4317", tls = { ${tls} } } }\n`;
const http = (tls: string, scheme = "https") =>
  `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-http = { endpoint = "${scheme}://127.0.0.1:4318/v1/logs", protocol = "json", tls = { ${tls} } } }\n`;
const pair = 'client-certificate = "c.pem", client-private-key = "k.pem"';
const swapped = 'client-certificate = "k.pem", client-private-key = "c.pem"';

describe("With sound files", () => {
  test.each([grpc('ca-certificate = "c.pem"'), http('ca-certificate = "c.pem"'), grpc(pair), http(pair)])(
    "%s",
    (toml) => {
      expect(codes(toml)).toEqual([]);
    },
  );
});

describe("A file with something else in it", () => {
  test("keeps the exporter from being built, where Codex reads it at once", () => {
    expect(codes(http('ca-certificate = "garbage.pem"'))).toEqual(["otel/tls-file-not-pem"]);
    expect(codes(grpc(swapped))).toEqual(["otel/tls-file-not-pem", "otel/tls-file-not-pem"]);
  });
  test("is found out later where it does not", () => {
    expect(codes(grpc('ca-certificate = "garbage.pem"'))).toEqual([]);
    expect(codes(http(swapped))).toEqual([]);
  });
});

test("An empty path means a folder, and is missed like a file that is not there", () => {
  expect(codes(grpc('ca-certificate = ""'))).toEqual(["otel/tls-file-missing"]);
  expect(codes(grpc('ca-certificate = "none.pem"'))).toEqual(["otel/tls-file-missing"]);
});

describe("Without https", () => {
  test("a client certificate keeps otlp-http from sending anything", () => {
    expect(codes(http(pair, "http"))).toEqual(["otel/tls-needs-https"]);
  });
  test("all else does nothing", () => {
    expect(codes(grpc(pair, "http"))).toEqual(["otel/tls-unused"]);
    expect(codes(http('ca-certificate = "c.pem"', "http"))).toEqual(["otel/tls-unused"]);
    expect(codes(http("", "http"))).toEqual([]);
  });
});
