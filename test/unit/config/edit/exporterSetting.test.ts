import { describe, expect, test } from "vitest";
import { configSnippet, exporterFor, logsExporterOf } from "../../../../core/config/edit/exporterSetting.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const addresses = { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" };

describe("the exporter that a config.toml sets", () => {
  test.each([
    ["", "unset"],
    ['[otel]\nenvironment = "dev"', "unset"],
    ['[otel]\nexporter = "none"', "off"],
    ['[otel]\nexporter = "statsig"', "other"],
    ['[otel]\nexporter = { otlp-grpc = { endpoint = "http://x:1" } }', "otlp-grpc"],
    ['[otel.exporter.otlp-http]\nendpoint = "http://x:1"', "otlp-http"],
    ["otel = 3", "unset"],
  ])("%j is %s", (text, kind) => expect(logsExporterOf(parseToml(text))).toBe(kind));
});

test("the copied block is a whole configuration", () => {
  const document = parseToml(configSnippet(exporterFor("otlp-grpc", addresses)));
  expect(document.errors).toEqual([]);
  expect(logsExporterOf(document)).toBe("otlp-grpc");
});
