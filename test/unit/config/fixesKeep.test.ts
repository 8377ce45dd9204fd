import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyEdits, applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../core/diagnostics/diagnostic.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { generatedConfigs } from "../../oracle/generatedConfigs.ts";
import { diagnosticsOf } from "../policy/language/policyText.ts";
import fc from "../seededCheck.ts";
import { configCases } from "../toml/configCases.ts";
import { after, before, headerForms } from "./headerForms.ts";

const check = (toml: string): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });

const fixed = (toml: string) => applyPreferredFixes(toml, check);

const http = (lines: string) =>
  `[otel.exporter.otlp-http]\nendpoint = "https://c.example/v1/logs"\nprotocol = "binary"\n${lines}`;

/** Blocks as people publish them, with keys that Codex does not know, or not yet. */
const written: readonly (readonly [what: string, toml: string])[] = [
  ["files for TLS in [otel]", '[otel]\ntls_ca_cert = "ca.pem"\ntls_client_cert = "c.pem"\ntls_client_key = "k.pem"\n'],
  ["a token beside the endpoint", http('bearer_token = "k1"\n')],
  ["headers from the environment", http('env_http_headers = { Authorization = "TOKEN" }\n')],
  ["attributes of the resource", '[otel]\nresource_attributes = { "service.name" = "codex" } # ours\n'],
  ["a key of a newer Codex", "[otel]\nnext_option = true\n[otel.next_table]\nnumber = 7\n"],
  ["a key without value", '[otel]\nnext_option = ""\nother = {}\n'],
  ["keys of the top of the file", http("tool_output_token_limit = 2000\ndisable_response_storage = true\n")],
  ["files for TLS by another name", `${http("")}[otel.exporter.otlp-http.tls]\nca_cert_file = "ca.pem"\n`],
  ["a table of TLS in [otel]", '[otel]\nenvironment = "dev"\n[otel.tls]\nca_cert = "ca.pem"\n'],
  ["two exporters", `${http("")}[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n`],
  ["none above a table, which a fix would turn on", `[otel]\nexporter = "none" # off\n${http("")}`],
  ["two values for one key", '[otel]\nenvironment = "dev"\nenvironment = "prod"\n'],
  [
    "two values for one key in braces",
    http('headers = { Authorization = "Bearer k1", Authorization = "Bearer k2" }\n'),
  ],
  ["two values for one header", http('headers = { x-team = "blue", X-Team = "red" }\n')],
  ["a header that gRPC sets", '[otel.exporter.otlp-grpc]\nendpoint = "http://a:4317"\nheaders = { te = "gzip" }\n'],
  ["a content type", http('headers = { Content-Type = "application/json" }\n')],
  ["a span attribute without name", '[otel]\nspan_attributes = { "" = "blue" }\n'],
  ["a negative number", "[otel]\ntool_result = { max_bytes = -5 }\n"],
  ["fields of none", '[otel]\nexporter = { none = { endpoint = "https://c.example" } }\n'],
  ["an exporter that is only an address", '[otel]\nexporter = "https://c.example:4318"\n'],
  ["a query that gRPC does not use", '[otel.exporter.otlp-grpc]\nendpoint = "https://c.example:4317/in?key=k1"\n'],
  ["an exporter that is true", "[otel]\nexporter = true\n"],
];

test("Fixes that all add to one place are made at once, whatever their number", () => {
  const tables = Array.from({ length: 50 }, (_, i) => `[a.b${i}]\nk = ${i}\n`).join("");
  const looks: string[] = [];
  const result = applyPreferredFixes(`a = { x = 1 }\n${tables}`, (toml) => {
    looks.push(toml);
    return check(toml);
  });
  expect(check(result)).toEqual([]);
  expect(result).toContain("x = 1, b0 = { k = 0 }, b1 = { k = 1 }");
  expect(looks).toHaveLength(2);
});

describe("What a fix does not understand stays, whoever makes all fixes at once", () => {
  test.each(written)("%s", (_, toml) => {
    expect(fixed(toml)).toBe(toml);
  });
  test("a policy's attribute in two classes stays in both", () => {
    const policy = 'version = 1\n[classes]\nprompt = ["prompt"]\noutput = ["prompt"]\n';
    expect(applyPreferredFixes(policy, diagnosticsOf)).toBe(policy);
  });
  test("a policy's key that is unknown stays", () => {
    const policy = 'version = 1\nzebra = "x"\n';
    expect(applyPreferredFixes(policy, diagnosticsOf)).toBe(policy);
  });
});

describe("A key may still be removed by hand", () => {
  test.each(["bearer_token", "next_option"])("%s", (name) => {
    const toml = http(`${name} = "k1"\n`);
    const [found] = check(toml).filter(({ code }) => code === "otel/unknown-field");
    expect(found?.fixes.map(({ title, preferred }) => [title, preferred])).toEqual([[`Remove ${name}`, false]]);
    expect(applyEdits(toml, found?.fixes[0]?.edits ?? [])).toBe(http(""));
  });
});

describe("What is said twice goes once", () => {
  const headers = (inner: string) => http(`headers = { ${inner} } # ours\n`);
  test.each([
    ["a line", `${http("")}protocol = "binary"\n`, http("")],
    [
      "a header in braces",
      headers('Authorization = "Bearer k1", x-team = "blue", Authorization = "Bearer k1"'),
      headers('Authorization = "Bearer k1", x-team = "blue"'),
    ],
    [
      "a header in braces, once with an escape",
      headers('x-team = "blue", "\\x78-team" = "blue"'),
      headers('x-team = "blue"'),
    ],
    [
      "a header in braces in braces",
      '[otel]\nexporter = { otlp-http = { endpoint = "https://c.example/v1/logs", protocol = "json", headers = { x-a = "1", "x-a" = "1" } } }\n',
      '[otel]\nexporter = { otlp-http = { endpoint = "https://c.example/v1/logs", protocol = "json", headers = { x-a = "1" } } }\n',
    ],
    [
      "a protocol in braces",
      '[otel]\nexporter = { otlp-http = { endpoint = "https://c.example/v1/logs", protocol = "binary", protocol = "binary" } }\n',
      '[otel]\nexporter = { otlp-http = { endpoint = "https://c.example/v1/logs", protocol = "binary" } }\n',
    ],
    [
      "a word above the table that it names",
      `[otel]\nexporter = "otlp-http" # ours\n${http("")}`,
      `[otel]\n# ours\n${http("")}`,
    ],
  ])("%s", (_, toml, wanted) => {
    expect(fixed(toml)).toBe(wanted);
  });
  test("the name that stands twice is the one that is named", () => {
    const toml = headers('Authorization = "Bearer k1", x-team = "blue", Authorization = "Bearer k2"');
    const [found] = check(toml);
    expect(found?.message).toBe("Authorization is defined already, and TOML allows it once. Codex does not start.");
    expect(found?.fixes.map(({ title, edits }) => [title, applyEdits(toml, edits)])).toEqual([
      ["Remove this entry", headers('Authorization = "Bearer k1", x-team = "blue"')],
      ["Remove the earlier entry", headers('x-team = "blue", Authorization = "Bearer k2"')],
    ]);
  });
  test("a line that repeats another stays where a comment would be lost", () => {
    const toml = '[otel]\nenvironment = "dev"\nenvironment = "dev" # on laptops\n';
    expect(fixed(toml)).toBe(toml);
  });
});

test("A level that was forgotten is written once, in all headers, and nothing is lost", () => {
  const toml = (level: string) =>
    `[otel.trace_exporter${level}]\ntype = "otlp-http"\nendpoint = "http://127.0.0.1:4318/v1/traces"\nprotocol = "json"\n[otel.trace_exporter${level}.tls]\nca-certificate = "ca.crt"\n`;
  expect(fixed(toml(""))).toBe(toml(".otlp-http"));
});

/** What is put into a text at a place, with something in it that is nowhere else. */
const plants: readonly ((mark: string, line: string) => string)[] = [
  (mark, line) => `${line}\n# ${mark}`,
  (mark, line) => `${line}\nunknown_${mark} = "${mark}"`,
  (mark, line) => `${line}\nunknown.${mark} = [1, "${mark}"]`,
  (mark, line) => (/[{=]\s*$|"""|'''|#/.test(line) ? line : `${line} # ${mark}`),
  (mark, line) => line.replace(/\{ /, `{ "x ${mark}" = "${mark}", `),
  (mark, line) => line.replace(/ \}/, `, note = '${mark}' }`),
  (mark, line) => line.replace(/^(\s*[A-Za-z_-]+ = )"(.*)"$/, `$&\n$1"$2${mark}"`),
  (mark, line) => (/^\[[^[\]]*\]/.test(line) ? `${line.replace(/\].*$/, `.unknown]`)}\na = "${mark}"\n${line}` : line),
];

const texts = [
  ...configCases.flatMap(({ toml }) => toml ?? []),
  ...headerForms.map(({ toml }) => before + toml + after),
  ...written.map(([, toml]) => toml),
];

test("Whatever else stands in a file is still there after all fixes", () => {
  const marks = (text: string) => new Set(text.match(/mark\d+/g));
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.record({ at: fc.nat(), plant: fc.constantFrom(...plants) }), { minLength: 1, maxLength: 4 }),
      (toml, changes) => {
        const lines = toml.split("\n");
        for (const [index, { at, plant }] of changes.entries()) {
          const line = at % lines.length;
          lines[line] = plant(`mark${index}`, lines[line] ?? "");
        }
        const text = lines.join("\n");
        const result = fixed(text);
        expect(
          [...marks(text)].filter((mark) => !result.includes(mark)),
          `${text}\n→\n${result}`,
        ).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test("No address that a person wrote is replaced by another", () => {
  const hosts = (text: string) => [...text.matchAll(/https?:\/\/([A-Za-z0-9.-]+)/g)].map(([, host = ""]) => host);
  for (const text of [...texts, ...generatedConfigs(400)]) {
    const result = fixed(text);
    expect(
      hosts(text).filter((host) => !result.includes(host)),
      `${text}\n→\n${result}`,
    ).toEqual([]);
  }
});

describe("A word that Codex does not know as an exporter", () => {
  const fixesFor = (toml: string) => check(toml).find(({ code }) => code === "otel/exporter-unknown")?.fixes ?? [];

  test.each(['exporter = "ours"', 'trace_exporter = "otlp"', 'exporter = "datadog"', "exporter = 'http/protobuf'"])(
    "stays as it is where nobody chooses another: %s",
    (line) => {
      const toml = `[otel]\n${line}\n`;
      expect(fixed(toml)).toBe(toml);
      expect(fixesFor(toml).length).toBeGreaterThan(1);
    },
  );

  test("is fixed where it is nearly one of them", () => {
    expect(fixed('[otel]\nexporter = "otlp_htp"\n')).toContain("otlp-http");
    expect(fixed('[otel]\nexporter = "nonee"\n')).toContain('exporter = "none"');
  });

  test("and names a backend, leads to tables for it, one for each region, with placeholders for the key", () => {
    const toml = '[otel]\nexporter = "Data-Dog"\n';
    const [us1, ...others] = fixesFor(toml);
    expect(us1).toMatchObject({ title: "Write a table for Datadog (US1)", preferred: false });
    expect(others.map(({ title }) => title)).toContain("Write a table for Datadog (EU)");
    expect(applyEdits(toml, us1?.edits ?? [])).toBe(
      '[otel]\nexporter = { otlp-http = { endpoint = "https://otlp.datadoghq.com/v1/logs", protocol = "binary", headers = { dd-api-key = "<your-api-key>" } } }\n',
    );
  });
});

test("A protocol that is no word for any stays as it is where nobody chooses another", () => {
  const exporter = (protocol: string) =>
    `[otel]\nexporter = { otlp-http = { endpoint = "https://c.example/v1/logs", protocol = "${protocol}" } }\n`;
  expect(fixed(exporter("ours"))).toBe(exporter("ours"));
  expect(fixed(exporter("http/protobuf"))).toBe(exporter("binary"));
  expect(fixed(exporter("http/json"))).toBe(exporter("json"));
  expect(fixed(exporter("binray"))).toBe(exporter("binary"));
});
