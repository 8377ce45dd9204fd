import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { encodeBase64 } from "../../../core/config/fixes/credentialText.ts";
import { applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../../core/diagnostics/diagnostic.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

const check = (toml: string): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });
const wrong = (toml: string) =>
  check(toml)
    .filter(({ severity }) => severity !== "information")
    .map(({ code }) => code);
const fixAll = (toml: string) => applyPreferredFixes(toml, check);

const http = (endpoint: string, headers: string, exporter = "exporter", protocol = "binary") =>
  `[otel.${exporter}.otlp-http]\nendpoint = "${endpoint}"\nprotocol = "${protocol}"\nheaders = { ${headers} }\n`;
const grpc = (endpoint: string, headers: string) =>
  `[otel.exporter.otlp-grpc]\nendpoint = "${endpoint}"\nheaders = { ${headers} }\n`;
const monad = (authorization: string, pipeline = "p1") =>
  grpc(
    "https://app.monad.com:4317",
    `Authorization = ${JSON.stringify(authorization)}, Monad-Pipeline-Id = "${pipeline}"`,
  );
const local = (authorization: string) =>
  grpc("http://127.0.0.1:4317", `Authorization = ${JSON.stringify(authorization)}`);

const honeycomb = "https://api.honeycomb.io/v1/logs";
const grafana = "https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/logs";
const langfuse = "https://cloud.langfuse.com/api/public/otel/v1/traces";
const basic = encodeBase64("123456:glc_0123");

describe("A header that is missing", () => {
  test("is a warning where the file plainly keeps the keys", () => {
    const toml = grpc("https://app.monad.com:4317", 'Authorization = "ApiKey k1"');
    expect(wrong(toml)).toEqual(["otel/backend-header-missing"]);
  });
  test("is no more than information where OTEL_EXPORTER_OTLP_HEADERS may bring the key, and nothing is added by itself", () => {
    for (const toml of [
      `[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\n`,
      grpc("https://app.monad.com:4317", 'Monad-Pipeline-Id = "p1"'),
      http(honeycomb, 'x-honeycomb-dataset = "codex"'),
    ]) {
      expect(wrong(toml)).toEqual([]);
      expect(check(toml).map(({ code }) => code)).toContain("otel/backend-header-absent");
      expect(fixAll(toml)).toBe(toml);
    }
  });
  test("is the one that stands there under the name that another backend has for it", () => {
    for (const [endpoint, written, meant] of [
      [honeycomb, 'Authorization = "Bearer hcaik_01"', 'x-honeycomb-team = "hcaik_01"'],
      [honeycomb, 'x-api-key = "hcaik_01"', 'x-honeycomb-team = "hcaik_01"'],
      ["https://ingest.us.signoz.cloud:443/v1/logs", 'Authorization = "Bearer k1"', 'signoz-ingestion-key = "k1"'],
      ["https://otlp.nr-data.net/v1/logs", 'x-api-key = "k1NRAL"', 'api-key = "k1NRAL"'],
      ["https://ingress.eu-west-1.aws.dash0.com/v1/logs", 'api-key = "auth_1"', 'Authorization = "Bearer auth_1"'],
    ] as const) {
      expect(wrong(http(endpoint, written))).toEqual(["otel/backend-header-missing"]);
      expect(fixAll(http(endpoint, written))).toBe(http(endpoint, meant));
    }
  });
  test("is the one with underscores for dashes", () => {
    const written = 'dd_api_key = "k1"';
    const endpoint = "https://otlp.datadoghq.eu/v1/logs";
    expect(fixAll(http(endpoint, written))).toBe(http(endpoint, 'dd-api-key = "k1"'));
  });
  test("stays missing in silence while a statement is no TOML: it may be that one", () => {
    const toml =
      '[otel.exporter.otlp-grpc]\nendpoint = "https://app.monad.com:4317"\n[otel.exporter.otlp-grpc.headers]\nAuthorization = "ApiKey k1"\nMonad-Pipeline-Id: p1\n';
    expect(wrong(toml)).toEqual(["toml/syntax"]);
  });
  test("for Axiom's metrics is another than for its logs", () => {
    const headers = 'Authorization = "Bearer xaat-1", X-Axiom-Metrics-Dataset = "codex"';
    expect(wrong(http("https://api.axiom.co/v1/metrics", headers, "metrics_exporter"))).toEqual([]);
    expect(wrong(http("https://api.axiom.co/v1/logs", headers))).toEqual(["otel/backend-header-missing"]);
  });
});

describe("A scheme", () => {
  test.each([
    [monad("Bearer k1"), monad("ApiKey k1")],
    [monad("k1"), monad("ApiKey k1")],
    [http(honeycomb, 'x-honeycomb-team = "Bearer hcaik_1"'), http(honeycomb, 'x-honeycomb-team = "hcaik_1"')],
    [http(grafana, 'Authorization = "123456:glc_0123"'), http(grafana, `Authorization = "Basic ${basic}"`)],
    [http(grafana, `Authorization = "${basic}"`), http(grafana, `Authorization = "Basic ${basic}"`)],
    [
      http(langfuse, `Authorization = "Bearer ${basic}"`, "trace_exporter"),
      http(langfuse, `Authorization = "Basic ${basic}"`, "trace_exporter"),
    ],
  ])("that the backend refuses is fixed: %#", (toml, fixed) => {
    expect(wrong(toml)).toEqual(["otel/backend-scheme"]);
    expect(fixAll(toml)).toBe(fixed);
  });
  test("is left to the person where the key for it is not there", () => {
    const toml = http(grafana, 'Authorization = "glc_0123"');
    expect(wrong(toml)).toEqual(["otel/backend-scheme"]);
    expect(fixAll(toml)).toBe(toml);
  });
  test("in another case is no warning: it may well be taken", () => {
    const [found] = check(monad("apikey k1")).filter(({ code }) => code === "otel/backend-scheme-case");
    expect(found?.severity).toBe("hint");
    expect(fixAll(monad("apikey k1"))).toBe(monad("ApiKey k1"));
  });
  test("of Grafana Cloud that its documentation has elsewhere is no warning", () => {
    expect(wrong(http(grafana, 'Authorization = "Bearer 123456:glc_0123"'))).toEqual([]);
  });
});

describe("A key with something around it", () => {
  test.each([
    ["its name", "Authorization: ApiKey k1"],
    ["quotes", '"ApiKey k1"'],
    ["quotes behind the scheme", 'ApiKey "k1"'],
    ["curly quotes", "“ApiKey k1”"],
    ["a percent-encoded space", "ApiKey%20k1"],
    ["a colon behind the scheme", "ApiKey: k1"],
    ["the scheme twice", "ApiKey ApiKey k1"],
    ["a comma", "ApiKey k1,"],
    ["an invisible character", "ApiKey k1\u200b"],
    ["a space that does not break", "ApiKey\u00a0k1"],
    ["spaces around it over gRPC", " ApiKey k1 "],
    ["a line end behind it", "ApiKey k1\n"],
    ["a line end inside", "ApiKey k\n1"],
    ["spaces inside", "ApiKey k 1"],
  ])("%s", (_what, value) => {
    expect(wrong(monad(value))).toHaveLength(1);
    expect(fixAll(monad(value))).toBe(monad("ApiKey k1"));
  });
  test("is encoded for basic authentication, with whatever characters", () => {
    expect(fixAll(local("Basic Zoë:pässword"))).toBe(local(`Basic ${encodeBase64("Zoë:pässword")}`));
    expect(Buffer.from(encodeBase64("Zoë:pässword"), "base64").toString("utf8")).toBe("Zoë:pässword");
  });
  test("that stands for one word where user and password are wanted is refused", () => {
    expect(wrong(http(grafana, `Authorization = "Basic ${encodeBase64("glc_0123")}"`))).toEqual([
      "otel/header-value-malformed",
    ]);
  });
  test("of the wrong kind is refused", () => {
    expect(wrong(http(honeycomb, 'x-honeycomb-team = "hcxmk_01"'))).toEqual(["otel/header-value-malformed"]);
  });
});

describe("What a receiver of one's own may want is left alone", () => {
  test.each([
    "Bearer abc",
    "Basic dXNlcjpwYXNz",
    'Digest username="u", realm="r"',
    "ApiKey: k1",
    "Token my own thing",
    "Custom a b c",
    "changeme",
    "k1,k2",
    " k1 ",
  ])("Authorization = %j", (value) => {
    expect(wrong(local(value))).toEqual([]);
  });
  test("spaces around a value over HTTP, where they vanish", () => {
    expect(wrong(http(honeycomb, 'x-honeycomb-team = " hcaik_1 "'))).toEqual([]);
  });
  test("quotes in headers that are no keys", () => {
    expect(wrong(grpc("http://127.0.0.1:4317", `x-config = '{"a":1}', If-None-Match = '"etag"'`))).toEqual([]);
  });
});

describe("A placeholder", () => {
  test.each([
    "ApiKey <your-api-key>",
    "",
    "ApiKey ",
    "ApiKey",
    "Bearer",
    "ApiKey YOUR_API_KEY",
    "ApiKey your-api-key-here",
    "ApiKey xxxxxxxx",
    "ApiKey mk_xxxxxxxxxx",
    "ApiKey ...",
    "ApiKey mk_0123...",
    "ApiKey changeme",
    "ApiKey REPLACE_ME",
    "ApiKey {api_key}",
    "ApiKey [API_KEY]",
    "ApiKey ****",
    "API_TOKEN",
  ])("%s is found", (value) => {
    expect(wrong(monad(value))).toEqual(["otel/header-placeholder"]);
  });
  test("in the id of a pipeline is found", () => {
    expect(wrong(monad("ApiKey k1", "<your-pipeline-id>"))).toEqual(["otel/header-placeholder"]);
  });
  test.each(["ApiKey mk_your1", "ApiKey xyz", "ApiKey 3f...a", "ApiKey mk_0123456789abcdef", "ApiKey tokenizer"])(
    "%s is none",
    (value) => expect(wrong(monad(value))).toEqual([]),
  );
});

describe("A variable is sent as it is written", () => {
  test.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what people write in config.toml
    "ApiKey ${MONAD_KEY}",
    "ApiKey $MONAD_KEY",
    "ApiKey %MONAD_KEY%",
    "ApiKey {{ monad_key }}",
    "ApiKey env:MONAD_KEY",
    "ApiKey $env:MONAD_KEY",
    "ApiKey $(cat key)",
    "ApiKey process.env.MONAD_KEY",
  ])("%s", (value) => {
    expect(wrong(monad(value))).toEqual(["otel/header-not-expanded"]);
  });
  test.each(["ApiKey a%2Fb", "ApiKey a$b", "ApiKey {a}b", "ApiKey environment"])("%s is none", (value) =>
    expect(wrong(monad(value))).toEqual([]),
  );
});

describe("What a backend does not take", () => {
  test("Langfuse: logs. The exporter becomes that of the traces", () => {
    const headers = `Authorization = "Basic ${basic}"`;
    const logs = langfuse.replace("traces", "logs");
    expect(wrong(http(logs, headers))).toEqual(["otel/backend-signal"]);
    expect(fixAll(http(logs, headers))).toBe(http(langfuse, headers, "trace_exporter"));
    expect(fixAll(http(langfuse, headers))).toBe(http(langfuse, headers, "trace_exporter"));
    const both = `${http(langfuse, headers, "trace_exporter")}\n${http(logs, headers)}`;
    expect(fixAll(both)).toBe(both);
  });
  test("Grafana Cloud: gRPC. The exporter goes over HTTP with its path", () => {
    const headers = `Authorization = "Basic ${basic}"`;
    const toml = grpc("https://otlp-gateway-prod-eu-west-2.grafana.net:443", headers);
    expect(wrong(toml)).toEqual(["otel/backend-variant"]);
    expect(wrong(fixAll(toml))).toEqual([]);
    expect(fixAll(toml)).toContain(`endpoint = "${grafana}"`);
  });
  test("Grafana Cloud and Langfuse: an endpoint without their base path", () => {
    const headers = `Authorization = "Basic ${basic}"`;
    const origin = "https://otlp-gateway-prod-eu-west-2.grafana.net";
    for (const path of ["/otlp", "/otlp/", "/v1/logs"]) {
      expect(wrong(http(origin + path, headers))).toEqual(["otel/backend-path"]);
      expect(fixAll(http(origin + path, headers))).toBe(http(grafana, headers));
    }
    expect(fixAll(http(origin, headers))).toBe(http(grafana, headers));
    const base = "https://cloud.langfuse.com/api/public/otel";
    expect(fixAll(http(base, headers, "trace_exporter"))).toBe(http(langfuse, headers, "trace_exporter"));
  });
  test("Datadog: traces as JSON", () => {
    const endpoint = "https://trace.agent.datadoghq.com/v1/traces";
    const toml = http(endpoint, 'dd-api-key = "k1"', "trace_exporter", "json");
    expect(wrong(toml)).toEqual(["otel/backend-variant"]);
    expect(fixAll(toml)).toBe(http(endpoint, 'dd-api-key = "k1"', "trace_exporter"));
  });
});

test("No message and no title ever quotes the value of a header", () => {
  const values = [
    "Bearer hunter2",
    '"hunter2"',
    "hunter2:hunter2",
    "Basic hunter2:x",
    "ApiKey hunter2, X: hunter2",
    "hunter2\n",
  ];
  for (const value of values)
    for (const endpoint of ["https://app.monad.com:4317", grafana, honeycomb]) {
      const toml = grpc(endpoint, `Authorization = ${JSON.stringify(value)}, x_honeycomb_team = "hunter2"`);
      for (const { message, fixes } of check(toml)) {
        expect(message).not.toContain("hunter2");
        for (const { title } of fixes) expect(title).not.toContain("hunter2");
      }
    }
});

test("Long and hostile values and statements cost no time worth speaking of, and never an error", () => {
  for (const piece of [" ", "<a", "Bearer ", "a: b,", "“", "%20", "X = ", "-H "]) {
    const value = JSON.stringify(piece.repeat(60_000));
    expect(() => check(http(honeycomb, `Authorization = ${value}`))).not.toThrow();
    expect(() => check(`[otel.exporter.otlp-grpc]\nheaders = ${value}\n`)).not.toThrow();
    expect(() => check(`[otel.exporter.otlp-grpc.headers]\nA ${piece.repeat(60_000)}\n`)).not.toThrow();
  }
});
