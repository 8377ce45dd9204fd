import { expect, test } from "vitest";
import { codeLenses } from "../../../../core/config/language/codeLenses.ts";
import type { ExporterAction } from "../../../../core/toml/language/language.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const lenses = (toml: string, ...actions: ExporterAction[]) =>
  codeLenses(parseToml(toml), new Set(actions)).map(({ title, exporter }) => `${exporter}: ${title}`);

const remote = '[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\n';
const local = '[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n';
const traces = '[otel.trace_exporter.otlp-http]\nendpoint = "http://a:4318/v1/traces"\nprotocol = "json"\n';

test("Above an exporter stands what the editor can do with it", () => {
  const all = ["pointCodexHere", "restoreExporter", "testConnection"] as const;
  expect(lenses(remote + traces, ...all)).toEqual([
    "exporter: Send sessions here",
    "exporter: Test connection",
    "trace_exporter: Test connection",
  ]);
  expect(lenses(local, ...all)).toEqual(["exporter: Restore", "exporter: Test connection"]);
});

test("and nothing that it cannot do", () => {
  expect(lenses(remote, "pointCodexHere")).toEqual(["exporter: Send sessions here"]);
  expect(lenses(remote)).toEqual([]);
});

test.each(['[otel]\nexporter = "none"\n', "[otel]\n", "[otel.exporter]\n", "[otel.exporter.otlp-grpc]\n"])(
  "An exporter without endpoint has no connection to test: %j",
  (toml) => {
    expect(lenses(toml, "testConnection")).toEqual([]);
  },
);
