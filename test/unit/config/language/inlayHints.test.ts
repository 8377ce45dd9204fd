import { describe, expect, test } from "vitest";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { inlayHints } from "../../../../core/config/language/inlayHints.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const files = { home: "/home/ada", resolvePath: (path: string) => `/home/ada/.codex/${path}`, fileExists: () => true };

/** The text with each hint in guillemets at its place. */
function hinted(text: string): string {
  const document = parseToml(text);
  const diagnostics = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user" });
  const hints = inlayHints(document, { start: 0, end: text.length }, diagnostics, files);
  return [...hints].reverse().reduce((shown, { offset, label }) => {
    return `${shown.slice(0, offset)}«${label}»${shown.slice(offset)}`;
  }, text);
}

describe("A hint says what Codex will really do", () => {
  test("with metrics that nobody spoke of", () => {
    const exporter = 'exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';
    expect(hinted(`[otel] # mine\n${exporter}`)).toBe(`[otel]«metrics_exporter = "statsig"» # mine\n${exporter}`);
    expect(hinted(`[otel]\nmetrics_exporter = "none"\n${exporter}`)).not.toContain("«");
    expect(hinted('[otel]\nenvironment = "dev"\n')).not.toContain("«");
  });
  test.each([
    ["https://otel.example.com", "port 443"],
    ["http://otel.example.com", "port 80"],
  ])("with the endpoint %s that names no port", (endpoint, label) => {
    const text = (hint: string) => `[otel.exporter.otlp-grpc]\nendpoint = "${endpoint}"${hint}\n`;
    expect(hinted(text(""))).toBe(text(`«${label}»`));
  });
  test("with a relative path, but not with an absolute one", () => {
    const text = (hint: string) =>
      `[otel.exporter.otlp-grpc]\nendpoint = "https://a:1"\ntls = { ca-certificate = "ca.pem"${hint}, client-certificate = "/c.pem", client-private-key = 'C:\\k.pem' }\n`;
    expect(hinted(text(""))).toBe(text("«~/.codex/ca.pem»"));
  });
  test("with headers that are sent otherwise than meant, or not at all", () => {
    const text = (literal: string, dropped: string) =>
      `[otel.exporter.otlp-grpc]\nendpoint = "https://a:1"\nheaders = { Authorization = "Bearer \${TOKEN}"${literal}, "x y" = "k1234567"${dropped}, x-ok = "1" }\n`;
    expect(hinted(text("", ""))).toBe(text("«sent literally»", "«not sent»"));
  });
});

test("Hints are those of the lines that are shown, and hold nothing of a header's value", () => {
  const text = '[otel]\nexporter = { otlp-grpc = { endpoint = "https://a", headers = { "x y" = "k1234567" } } }\n';
  const document = parseToml(text);
  const diagnostics = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user" });
  expect(inlayHints(document, { start: 0, end: 6 }, diagnostics, files)).toHaveLength(1);
  const all = inlayHints(document, { start: 0, end: text.length }, diagnostics, files);
  expect(all).toHaveLength(3);
  expect(JSON.stringify(all)).not.toContain("k1234567");
});
