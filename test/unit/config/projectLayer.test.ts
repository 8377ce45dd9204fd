import { expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const codes = (toml: string, codexVersion = "0.169.0") =>
  diagnose(parseToml(toml), { codexVersion, layer: "project" }).map(({ code }) => code);

test("In a project's file [otel] is ignored whatever it says, and that is all there is to say", () => {
  expect(codes('[otel]\nexporter = "otlp-grpc"\nenabled = true\n')).toEqual(["otel/project-layer"]);
});

test("Syntax that Codex cannot read keeps it from starting in a project's file too", () => {
  expect(codes('[otel]\nexporter = "otlp-http"\n\n[otel.exporter.otlp-http]\nprotocol = "json"\n')).toEqual([
    "otel/project-layer",
    "toml/duplicate-key",
  ]);
});

test("A project's file without [otel] is fine", () => {
  expect(codes('model = "gpt-5.2-codex"\n')).toEqual([]);
});

test("From 0.79.0 to 0.129.0 Codex did what a project's [otel] said, and stumbled over it", () => {
  const broken = '[otel]\nexporter = "otlp-grpc"\n';
  expect(codes(broken, "0.77.0")).toEqual(["otel/project-layer"]);
  expect(codes(broken, "0.79.0")).toEqual(["otel/exporter-needs-table"]);
  expect(codes(broken, "0.129.0")).toEqual(["otel/exporter-needs-table"]);
  expect(codes(broken, "0.130.0")).toEqual(["otel/project-layer"]);
});
