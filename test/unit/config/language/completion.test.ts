import { describe, expect, test } from "vitest";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { complete } from "../../../../core/config/language/completion.ts";
import type { LanguageContext } from "../../../../core/config/language/languageContext.ts";
import { otelOptions } from "../../../../core/config/options.ts";
import type { CompletionItem } from "../../../../core/toml/language/completionItem.ts";
import { plainText } from "../../../../core/toml/language/snippetText.ts";
import { findTomlVersion11Syntax, parseToml } from "../../../../core/toml/parseToml.ts";
import fc from "../../seededCheck.ts";
import { configCases } from "../../toml/configCases.ts";
import { marked } from "./marked.ts";

const context: LanguageContext = { layer: "user" };

function completeAt(text: string, layer: LanguageContext["layer"] = "user"): CompletionItem[] {
  const { document, offset } = marked(text);
  return complete(document, offset, { layer });
}

const sorted = (items: readonly CompletionItem[]) =>
  items.toSorted((left, right) => (left.sortText < right.sortText ? -1 : 1));
const labels = (text: string) => sorted(completeAt(text)).map(({ label }) => label);

/** The text after a proposal was taken and its tab stops were left as they are. */
function take(text: string, label: string): string {
  const { document, offset } = marked(text);
  const item = complete(document, offset, context).find((candidate) => candidate.label === label);
  if (item === undefined) throw new Error(`${label} is not proposed`);
  expect(item.range.start).toBeLessThanOrEqual(offset);
  expect(item.range.end).toBeGreaterThanOrEqual(offset);
  const inserted = item.snippet ? plainText(item.newText) : item.newText;
  return document.text.slice(0, item.range.start) + inserted + document.text.slice(item.range.end);
}

describe("Keys in [otel]", () => {
  test("are all proposed on an empty line, and whole exporters after them", () => {
    const proposed = labels("[otel]\n|\n");
    expect(proposed.slice(0, otelOptions.length)).toEqual(otelOptions.map(({ name }) => name));
    expect(proposed).toContain("exporter to Monad");
  });
  test("of a headers helper are not proposed where every exporter is over gRPC, which never asks it", () => {
    const grpc = '[otel]\n|\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317" } }\n';
    expect(labels(grpc).filter((label) => label.startsWith("headers_helper"))).toEqual([]);
    expect(labels(`${grpc}[otel.trace_exporter.otlp-http]\n`)).toContain("headers_helper");
  });
  test("of a headers helper come with a command that reads the receiver's key from the environment", () => {
    const http = '[otel]\nheaders_h|\n[otel.exporter.otlp-http]\nendpoint = "https://api.honeycomb.io/v1/logs"\n';
    expect(take(http, "headers_helper")).toContain(
      `\nheaders_helper = '''printf '{"x-honeycomb-team":"%s"}' "\${HONEYCOMB_API_KEY:?}"'''\n`,
    );
    expect(take("[otel]\nheaders_h|\n", "headers_helper")).toContain('{"Authorization":"Bearer %s"}');
  });
  test("are not proposed when they are written already, in any form", () => {
    const proposed = labels(
      '[otel]\nenvironment = "dev"\n|\ntool_result.max_bytes = 1\n[otel.exporter.otlp-grpc]\nendpoint = ""\n',
    );
    for (const name of ["environment", "tool_result", "exporter"]) expect(proposed).not.toContain(name);
    expect(proposed).toContain("trace_exporter");
    expect(proposed.filter((label) => label.startsWith("exporter to"))).toEqual([]);
  });
  test("are proposed while one is typed, which counts as not yet written", () => {
    expect(labels("[otel]\nlog_user|\n")).toContain("log_user_prompt");
    expect(take("[otel]\nlog_user_prompt| = true\n", "log_user_prompt")).toBe("[otel]\nlog_user_prompt = true\n");
    expect(take("[otel]\nlog_u|ser\n", "log_user_prompt")).toBe("[otel]\nlog_user_prompt = false\n");
  });
  test("are proposed in dotted keys outside of the table", () => {
    expect(labels("otel.|")).toContain("environment");
    expect(labels("otel.exporter.otlp-http.|")).toEqual(["endpoint", "protocol", "headers", "tls"]);
    expect(take("otel.exporter.otlp-http.pro|", "protocol")).toBe('otel.exporter.otlp-http.protocol = "binary"');
    expect(labels("[otel]\nexporter . |")).toEqual(["otlp-grpc", "otlp-http", "none", "statsig"].toSorted(byTable));
  });
  test("are proposed when the file has Windows line ends", () => {
    expect(labels('[otel]\r\nenvironment = "dev"\r\n|\r\n')).toContain("log_user_prompt");
  });
  test("say what the option does, its default and what it exposes", () => {
    const item = completeAt("[otel]\n|").find(({ label }) => label === "log_user_prompt");
    expect(item?.documentation).toMatch(/prompt.*Default: `false`.*Safety/s);
  });
  test("are not proposed in other tables, comments, or behind a value", () => {
    for (const text of [
      "[tui]\n|",
      "[otel]\n# |",
      "[otel] # |",
      "[otel]\nlog_user_prompt = true |",
      "[otel.nothing]\n|",
    ])
      expect(labels(text).filter((label) => !label.startsWith("[otel]"))).toEqual([]);
  });
});

const variants = otelOptions.flatMap(({ name, type }) =>
  name === "exporter" && type.kind === "exporter" ? type.variants.map((variant) => variant.name) : [],
);
const byTable = (left: string, right: string) => variants.indexOf(left) - variants.indexOf(right);

describe("Keys of an exporter", () => {
  test("come with the required ones first", () => {
    expect(labels("[otel.exporter.otlp-http]\n|")).toEqual(["endpoint", "protocol", "headers", "tls"]);
    expect(labels("[otel]\nexporter = { otlp-http = { tls = {}, | } }")).toEqual(["endpoint", "protocol", "headers"]);
  });
  test("are proposed in an inline table that is not closed", () => {
    expect(labels('[otel]\nexporter = { otlp-http = { endpoint = "http://a/v1/logs", |')).toEqual([
      "protocol",
      "headers",
      "tls",
    ]);
    expect(labels("[otel]\nexporter = {|")).toContain("otlp-grpc");
    expect(labels("[otel]\nexporter = { ot|\nlog_user_prompt = true\n")).toContain("otlp-grpc");
  });
  test("are proposed on the lines of a long inline table", () => {
    expect(labels('[otel]\nexporter = { otlp-http = {\n  endpoint = "x", # here, "quoted"\n  |\n} }\n')).toEqual([
      "protocol",
      "headers",
      "tls",
    ]);
    expect(labels('[otel]\nexporter = { otlp-http = {\n  endpoint = "x", # |\n} }\n')).toEqual([]);
  });
  test("are one variant, never a second", () => {
    expect(labels('[otel]\nexporter = { otlp-grpc = { endpoint = "" }, | }')).toEqual([]);
  });
});

describe("Values", () => {
  test("of booleans and words", () => {
    expect(labels("[otel]\nlog_user_prompt = |")).toEqual(["true", "false"]);
    expect(labels("[otel]\nlog_user_prompt = tr|")).toEqual(["true", "false"]);
    expect(labels('[otel.exporter.otlp-http]\nprotocol = "|"')).toEqual(['"binary"', '"json"']);
    expect(take('[otel.exporter.otlp-http]\nprotocol = "b|"\n', '"binary"')).toBe(
      '[otel.exporter.otlp-http]\nprotocol = "binary"\n',
    );
  });
  test("in a string that is not closed replace no more than what was typed", () => {
    expect(take('[otel]\nexporter = { otlp-http = { protocol = "|} }', '"json"')).toBe(
      '[otel]\nexporter = { otlp-http = { protocol = "json"} }',
    );
  });
  test("of an exporter are whole tables for the backends, and the words that mean something for the signal", () => {
    expect(labels("[otel]\nexporter = |")).toContain('"none"');
    expect(labels("[otel]\nexporter = |")).toContain("otlp-grpc to Monad");
    expect(labels("[otel]\nexporter = |")).not.toContain('"statsig"');
    expect(labels("[otel]\nmetrics_exporter = |")).toContain('"statsig"');
    expect(take('[otel]\nexporter = "otlp-|"', "otlp-grpc to Monad")).toBe(
      '[otel]\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", headers = { Authorization = "ApiKey <your-api-key>", Monad-Pipeline-Id = "<your-pipeline-id>" } } }',
    );
  });
  test("of an endpoint end with the path of the signal", () => {
    const proposed = labels("[otel.trace_exporter.otlp-http]\nendpoint = |");
    expect(proposed[1]).toBe('"http://127.0.0.1:4318/v1/traces"');
    expect(proposed.filter((label) => !label.endsWith('/v1/traces"'))).toEqual([]);
  });
  test("of an endpoint are those of the backends that take the signal over this variant, the most useful first", () => {
    expect(labels("[otel.exporter.otlp-grpc]\nendpoint = |").slice(0, 3)).toEqual([
      '"https://app.monad.com:4317"',
      '"http://127.0.0.1:4317"',
      '"https://ingress.eu-west-1.aws.dash0.com:4317"',
    ]);
    const grpc = labels("[otel.exporter.otlp-grpc]\nendpoint = |").join();
    for (const host of ["axiom", "datadoghq", "grafana", "langfuse"]) expect(grpc).not.toContain(host);
    const logs = labels("[otel.exporter.otlp-http]\nendpoint = |").join();
    expect(logs).not.toContain("langfuse");
    expect(logs).toContain("https://otlp.datadoghq.com/v1/logs");
  });
  test("of an endpoint come with one region of each backend before the other regions", () => {
    const proposed = labels("[otel.exporter.otlp-http]\nendpoint = |");
    const at = (text: string) => proposed.findIndex((label) => label.includes(text));
    expect(at("ingest.us.signoz.cloud")).toBeLessThan(at("api.eu1.honeycomb.io"));
  });
  test("can be found by what stands in the quotes", () => {
    const [item] = completeAt('[otel.exporter.otlp-http]\nprotocol = "|"');
    expect(item?.filterText).toBe('"binary"');
  });
  test("are not proposed between the = and a value, in arrays and in comments", () => {
    for (const text of ['[otel]\nexporter = | "none"', "[otel]\nexporter = [ | ]", "[otel]\nexporter = # |"])
      expect(labels(text)).toEqual([]);
  });
});

describe("Headers", () => {
  const monad = '[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\n';
  test("are those of the backend that the endpoint belongs to, without those already written in any case", () => {
    expect(labels(`${monad}[otel.exporter.otlp-grpc.headers]\n|`)).toEqual(["Authorization", "Monad-Pipeline-Id"]);
    expect(labels(`${monad}headers = { authorization = "x", | }`)).toEqual(["Monad-Pipeline-Id"]);
    expect(take(`${monad}headers = { Mon| }`, "Monad-Pipeline-Id")).toBe(
      `${monad}headers = { Monad-Pipeline-Id = "<your-pipeline-id>" }`,
    );
  });
  test("are found for an endpoint on the same half-typed line", () => {
    expect(
      labels('[otel]\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", headers = { "Mon|'),
    ).toEqual(["Authorization", "Monad-Pipeline-Id"]);
  });
  test("of another backend are not proposed", () => {
    expect(labels('[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { | }')).toEqual([]);
  });
  test("have a value with the scheme of the backend", () => {
    for (const [endpoint, header, value] of [
      ["https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/logs", "Authorization", "Basic "],
      ["https://ingress.us-west-2.aws.dash0.com/v1/logs", "Authorization", "Bearer "],
      ["https://api.eu1.honeycomb.io/v1/logs", "x-honeycomb-team", ""],
    ] as const) {
      const table = `[otel.exporter.otlp-http]\nendpoint = "${endpoint}"\n`;
      expect(labels(`${table}headers = { ${header} = | }`)).toEqual([expect.stringMatching(`^"${value}<`)]);
    }
  });
  test("have a value with the right beginning", () => {
    expect(take(`${monad}headers = { Authorization = | }`, '"ApiKey <your-api-key>"')).toBe(
      `${monad}headers = { Authorization = "ApiKey <your-api-key>" }`,
    );
  });
});

describe("Table names", () => {
  test("are proposed between brackets", () => {
    expect(labels("[|]")).toContain("otel");
    expect(take("[ot|]", "otel.exporter.otlp-http")).toBe("[otel.exporter.otlp-http]");
    expect(take("[otel.|", "otel.span_attributes")).toBe("[otel.span_attributes");
  });
  test("are not proposed where Codex would refuse the table", () => {
    const text = '[otel]\nexporter = "none"\ntool_result.max_bytes = 1\n[otel.trace_exporter.otlp-grpc]\n[otel.|]';
    const proposed = labels(text);
    expect(proposed.filter((label) => label.startsWith("otel.exporter"))).toEqual([]);
    for (const name of ["otel", "otel.tool_result", "otel.trace_exporter.otlp-grpc", "otel.trace_exporter.otlp-http"])
      expect(proposed).not.toContain(name);
    expect(proposed).toContain("otel.trace_exporter.otlp-grpc.headers");
    expect(proposed).toContain("otel.metrics_exporter.otlp-http");
  });
});

describe("A file without [otel]", () => {
  test("gets the whole block proposed, wherever a table may begin", () => {
    expect(labels("|")).toContain("[otel] to Monad");
    expect(labels('model = "x"\not|')).toContain("[otel] to this editor's listener");
    expect(labels("[tui]\nnotifications = true\n|")).toContain("[otel] to Monad");
    expect(take("model = 1\r\n|", "[otel] to this editor's listener")).toBe(
      'model = 1\r\n[otel]\r\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }\r\n',
    );
  });
  test("gets none in a project's configuration, where Codex ignores it, nor beside an [otel]", () => {
    expect(completeAt("|", "project")).toEqual([]);
    expect(labels("|\n[otel]\n")).toEqual([]);
  });
});

describe("Whatever is taken", () => {
  const places = [
    "[otel]\n|",
    "[otel.exporter.otlp-http]\nendpoint = 'http://127.0.0.1:4318/v1/logs'\nprotocol = 'json'\n|",
    '[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\n|',
    '[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\nheaders = { | }',
    "|",
    "[otel]\ntrace_exporter = |",
    "[otel]\nmetrics_exporter = |",
    "[otel]\nexporter = { | }",
    "[otel]\ntool_result = |",
    "[otel]\nspan_attributes = |",
    "[otel]\ntracestate = |",
    "otel.|",
  ];
  test.each(places)("at %j is a file that every Codex version parses and starts with", (text) => {
    const items = completeAt(text);
    expect(items.length).toBeGreaterThan(0);
    for (const { label } of items) {
      const result = take(text, label);
      const document = parseToml(result);
      expect(document.errors, result).toEqual([]);
      expect(findTomlVersion11Syntax(parseToml(result)), result).toBeUndefined();
      const errors = diagnose(document, { codexVersion: newestKnownCodexVersion, layer: "user" }).filter(
        ({ severity }) => severity === "error",
      );
      const placeholders = errors.filter(({ code }) => code === "otel/tls-pair-incomplete");
      expect(
        errors.filter((error) => !placeholders.includes(error)),
        result,
      ).toEqual([]);
    }
  });
});

test("Completion never throws, and always replaces what surrounds the cursor", () => {
  const sources = configCases.flatMap(({ toml }) => (toml === undefined ? [] : [toml]));
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.nat(), fc.nat(60), fc.boolean(), (source, at, cut, remove) => {
      const offset = at % (source.length + 1);
      const text = remove ? source.slice(0, offset) + source.slice(offset + cut) : source;
      for (const item of complete(parseToml(text), offset, context)) {
        expect(item.range.start).toBeLessThanOrEqual(offset);
        expect(item.range.end).toBeGreaterThanOrEqual(offset);
        expect(text.slice(item.range.start, item.range.end)).not.toMatch(/[\r\n]/);
      }
    }),
    { numRuns: 500 },
  );
});
