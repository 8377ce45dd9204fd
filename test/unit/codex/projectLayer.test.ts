import { expect, test } from "vitest";
import { diagnose } from "../../../core/codex/diagnose.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const codes = (toml: string) =>
  diagnose(parseToml(toml), { codexVersion: "0.169.0", layer: "project" }).map(({ code }) => code);

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
