import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyEdits, applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../core/diagnostics/diagnostic.ts";
import { entryAt } from "../../../core/toml/access.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import fc from "../seededCheck.ts";
import { after, before, headerForms, meant } from "./headerForms.ts";

const check = (toml: string): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });

const wrong = (toml: string) => check(toml).filter(({ severity }) => severity !== "information");

/** The headers that Codex sends to the log exporter, with names in lower case. */
function sent(toml: string): Record<string, unknown> {
  const headers = entryAt(parseToml(toml).root, ["otel", "exporter", "otlp-grpc", "headers"])?.value;
  if (headers?.kind !== "table") return {};
  return Object.fromEntries(
    [...headers.entries.values()].map(({ name, value }) => [
      name.toLowerCase(),
      value.kind === "string" ? value.value : undefined,
    ]),
  );
}

const table = headerForms.map((form) => [form.name, form.layout, form.toml] as const);

describe("Headers are fixed to what was meant, whatever they looked like and wherever they stood", () => {
  test.each(table)("%s, %s", (_name, _layout, toml) => {
    const text = before + toml + after;
    expect(wrong(text)).not.toEqual([]);
    const fixed = applyPreferredFixes(text, check);
    expect(sent(fixed), fixed).toEqual(meant);
    expect(wrong(fixed), fixed).toEqual([]);
    expect(applyPreferredFixes(fixed, check)).toBe(fixed);
  });
});

describe("What stands around them stays", () => {
  test.each(table)("%s, %s", (_name, _layout, toml) => {
    const fixed = applyPreferredFixes(before + toml + after, check);
    expect(fixed.startsWith(before)).toBe(true);
    expect(fixed.endsWith(after)).toBe(true);
    for (const [comment] of toml.matchAll(/#[^\n]*/g)) expect(fixed).toContain(comment);
  });
});

describe("Files with Windows line ends are fixed in the same way", () => {
  test.each(table)("%s, %s", (_name, _layout, toml) => {
    const text = before + toml + after;
    const windows = applyPreferredFixes(text.replaceAll("\n", "\r\n"), check);
    expect(windows).toBe(applyPreferredFixes(text, check).replaceAll("\n", "\r\n"));
  });
});

describe("A fix never loses anything", () => {
  const exporter = '[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n';
  const inline = '[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\n';
  test.each([
    ["a comment that has no place inside of braces", `${inline}\n[otel.headers]\nAuthorization = "Bearer k1" # mine\n`],
    ["headers of both places, where they differ", `${exporter}headers = { x-a = "1" }\nmetadata = { x-a = "2" }\n`],
    [
      "headers that could go to two exporters",
      `${exporter}\n[otel.trace_exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n\n[otel.headers]\nx-a = "1"\n`,
    ],
    ["a table of another tool", `${exporter}\n[headers]\ntitle = "x"\n`],
  ])("%s: the text stays as it is", (_name, toml) => {
    expect(applyPreferredFixes(toml, check)).toBe(toml);
  });
  test("headers that could go to two exporters may be moved to either", () => {
    const toml = `${exporter}\n[otel.trace_exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n\n[otel.headers]\nx-a = "1"\n`;
    const fixes = check(`${toml}[otel]\nmetrics_exporter = "none"\n`).flatMap((one) => one.fixes);
    expect(fixes.map(({ title }) => title)).toEqual([
      "Move it into otel.exporter.otlp-grpc",
      "Move it into otel.trace_exporter.otlp-grpc",
    ]);
  });
  test("headers of both places are joined where they don't meet", () => {
    const toml = `${exporter}headers = { x-a = "1" }\nmetadata = { x-b = "2" }\n`;
    expect(applyPreferredFixes(toml, check)).toBe(`${exporter}headers = { x-a = "1", x-b = "2" }\n`);
  });
});

test("A header is added beside dotted ones inside of braces", () => {
  const exporter = (headers: string) =>
    `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", ${headers} } }\n`;
  const id = 'headers.Authorization = "ApiKey k1"';
  expect(applyPreferredFixes(exporter(id), check)).toBe(
    exporter(`${id}, headers.Monad-Pipeline-Id = "<your-pipeline-id>"`),
  );
});

test("No fix breaks what was sound, whatever else stands in the file", () => {
  const pieces = [
    "headers.",
    "otel.",
    "# c\n",
    "\n",
    '[otel.headers]\nx-a = "1"\n',
    '[otel.exporter.otlp-http]\nendpoint = "http://a/v1/logs"\nprotocol = "json"\n',
    'metadata = { a = "b" }\n',
    "headers = { headers = { tls = {} } }\n",
    "x-b = 2\n",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...headerForms),
      fc.array(fc.record({ at: fc.nat(), cut: fc.nat(12), piece: fc.constantFrom("", ...pieces) }), { maxLength: 3 }),
      ({ toml }, changes) => {
        let text = before + toml + after;
        for (const { at, cut, piece } of changes) {
          const offset = at % text.length;
          text = text.slice(0, offset) + piece + text.slice(piece === "" ? offset + cut : offset);
        }
        const sound = parseToml(text).errors.length === 0;
        for (const { code, fixes } of check(text))
          for (const { title, edits } of fixes) {
            const fixed = applyEdits(text, edits);
            if (sound) expect(parseToml(fixed).errors, `${code}, ${title}\n${fixed}`).toEqual([]);
          }
      },
    ),
    { numRuns: 400 },
  );
});
