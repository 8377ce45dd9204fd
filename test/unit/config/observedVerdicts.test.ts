import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyEdits, applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic, Verdict } from "../../../core/diagnostics/diagnostic.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** Verdicts beyond the shared cases, each observed with the real Codex. */

const check = (toml: string): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user" });
const ranks: readonly Verdict[] = ["fatal", "exporter-off", "warning", "dropped"];
const verdictOf = (toml: string): Verdict =>
  ranks.find((rank) => check(toml).some(({ verdict }) => verdict === rank)) ?? "ok";
const http = (endpoint: string) => `[otel]
exporter = { otlp-http = { endpoint = ${JSON.stringify(endpoint)}, protocol = "json" } }
`;
const grpc = (endpoint: string) => `[otel]
exporter = { otlp-grpc = { endpoint = ${JSON.stringify(endpoint)} } }
`;

describe("An endpoint that Codex cannot read as a URI switches telemetry off, whichever way it is sent", () => {
  test.each([
    "http://127.[0.0.1:4317",
    "http://a:1:2",
    "10:00:00",
    "http://user@",
    "http://a%20b",
    "http://a/<",
    "http://a/`",
    'http://a?"',
    "a/b",
    "http:///x",
  ])("%s", (endpoint) => {
    expect([verdictOf(http(endpoint)), verdictOf(grpc(endpoint))]).toEqual(["exporter-off", "exporter-off"]);
  });
});

describe("An endpoint that Codex reads as a URI does not switch telemetry off", () => {
  test.each([
    "://a",
    "1http://a",
    "http://a/\u007f",
    "http://a# ",
    "http://a/^",
    "http://a?`",
    "http://u:p@h:1/v1/logs",
    "http://localhost.:4317",
    "",
  ])("%j", (endpoint) => {
    expect(verdictOf(http(endpoint))).not.toBe("exporter-off");
    expect(verdictOf(grpc(endpoint))).not.toBe("exporter-off");
  });
});

describe("otlp-grpc needs a host name or an IPv4 address, otlp-http takes others", () => {
  test.each([
    "http://-a",
    "http://a..b",
    "http://1",
    "http://256.256.256.256",
    "http://a,b",
    "/a",
    `http://${"a".repeat(64)}`,
  ])("%s", (endpoint) => {
    expect(verdictOf(grpc(endpoint))).toBe("exporter-off");
    expect(verdictOf(http(endpoint))).not.toBe("exporter-off");
  });
  test.each(["http://a_b:4317", "http://127.0.0.1:4317", "https://app.monad.com:4317"])("%s is one", (endpoint) => {
    expect(verdictOf(grpc(endpoint))).toBe("ok");
  });
});

describe("A number beyond 64 bits keeps Codex from starting wherever it stands", () => {
  test.each(["9223372036854775808", "-9223372036854775809", "0xFFFFFFFFFFFFFFFF"])("%s", (number) => {
    expect(verdictOf(`[tui]\nxx = [1, ${number}]\n`)).toBe("fatal");
    expect(verdictOf(`[otel]\nzzz = ${number}\n`)).toBe("fatal");
  });
  test("while the largest and the smallest are fine", () => {
    expect(verdictOf("a = [9223372036854775807, -9223372036854775808]\n")).toBe("ok");
  });
});

describe("none and statsig hold nothing", () => {
  test.each(["{ a = 1 }", "1", '"x"', "[1]"])("%s is fatal", (value) => {
    for (const name of ["none", "statsig"]) {
      const toml = `[otel]\nexporter = { ${name} = ${value} }\n`;
      const [mistake] = check(toml).filter(({ verdict }) => verdict === "fatal");
      expect(mistake?.fixes.map(({ title }) => title)).toEqual(["Write {}"]);
      expect(verdictOf(applyEdits(toml, mistake?.fixes[0]?.edits ?? []))).toBe("ok");
      // What was written there would be lost, so that only a person does it.
      expect(applyPreferredFixes(toml, check)).toBe(toml);
    }
  });
  test.each(["{}", "[]"])("%s is fine", (value) => {
    expect(verdictOf(`[otel]\nexporter = { none = ${value} }\n`)).toBe("ok");
  });
  test("also as a table of their own", () => {
    expect(verdictOf("[otel.exporter.none]\nenabled = true\n")).toBe("fatal");
    expect(verdictOf("[otel.exporter.none]\n")).toBe("ok");
    expect(applyPreferredFixes("[[otel.exporter.none]]\n", check)).toBe("[[otel.exporter.none]]\n");
  });
  test.each(["{ a = 1 }", "[1]", "1", '"x"', "true"])("nor does a protocol written as a table: json = %s", (value) => {
    expect(verdictOf(http("http://a/v1/logs").replace('"json"', `{ json = ${value} }`))).toBe("fatal");
  });
});

describe("A carriage return without line feed keeps Codex from starting", () => {
  test.each(["a = 1\r# c\n", 'a = """x\ry"""\n', "a = 1\n\r", "\r\r\n", "a = [1,\r2]\n", "a = 1\r"])("%j", (toml) => {
    const [first] = check(toml).filter(({ verdict }) => verdict === "fatal");
    expect(first?.range.start).toBe(/\r(?!\n)/.exec(toml)?.index);
    expect(verdictOf(applyPreferredFixes(toml, check))).toBe("ok");
  });
  test("it is taken out where a line end would break the line", () => {
    const fixed = applyPreferredFixes("[otel]\nenviron\rment = 'x'\n", check);
    expect(fixed).toBe("[otel]\nenvironment = 'x'\n");
  });
});

describe("Headers over gRPC", () => {
  const header = (name: string, value = "probe") =>
    `[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\nheaders = { ${name} = "${value}" }\n`;
  test.each(["te", "connection", "transfer-encoding", "upgrade", "keep-alive", "proxy-connection", "grpc-status"])(
    "%s is not sent",
    (name) => expect(verdictOf(header(name))).toBe("dropped"),
  );
  test.each(["user-agent", "host", "grpc-foo", "accept", "date"])("%s is sent", (name) =>
    expect(verdictOf(header(name))).toBe("ok"),
  );
  test("a value is sent with characters beyond ASCII, controls among them", () => {
    expect(verdictOf(header("x-key", "a\u0080b"))).toBe("ok");
    expect(verdictOf(header("x-key", "Zoë"))).toBe("ok");
    expect(verdictOf(header("x-key", "a\\u007fb"))).toBe("dropped");
  });
});

describe("Where a table is opened twice, the error stands where Codex says", () => {
  test("at its own header, not at that of a table inside of it", () => {
    const toml = '[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n\n[otel.exporter]\nx-team = "blue"\n';
    const document = parseToml(toml);
    const [line] = check(toml)
      .filter(({ verdict }) => verdict === "fatal")
      .map(({ range }) => document.lines.positionAt(range.start).line);
    expect(line).toBe(3);
  });
});

describe("A fix never throws away what may be meant", () => {
  test("keys of [otel] under [otel.exporter] stay", () => {
    const toml = '[otel.exporter]\nmetrics_exporter = "none"\nlog_user_prompt = true\n';
    expect(applyPreferredFixes(toml, check)).toBe(toml);
  });
  test("a repeated table is joined before anything is added to its halves", () => {
    const toml = '[otel.exporter.otlp-grpc]\n\n[otel.exporter.otlp-grpc]\nendpoint = "http://collector.example:4317"\n';
    const fixed = applyPreferredFixes(toml, check);
    expect(verdictOf(fixed)).toBe("ok");
    expect(fixed).not.toContain("127.0.0.1");
  });
});

describe("An array is read as a table whose names are its places", () => {
  const variant = (text: string) => `[otel]\nmetrics_exporter = "none"\nexporter = { ${text} }\n`;
  test.each([
    variant('otlp-grpc = ["http://127.0.0.1:4317"]'),
    variant('otlp-grpc = ["http://127.0.0.1:4317", { x-team = "blue" }]'),
    variant('otlp-http = ["http://127.0.0.1:4318/v1/logs", {}, "json"]'),
    "[otel]\ntool_result = []\n",
    "[otel]\ntool_result = [5]\n",
  ])("%s is fine", (toml) => {
    expect(verdictOf(toml)).toBe("ok");
  });
  test.each([
    variant("otlp-grpc = []"),
    variant('otlp-grpc = ["http://127.0.0.1:4317", 5]'),
    variant('otlp-http = ["http://127.0.0.1:4318/v1/logs", {}]'),
    variant('otlp-http = ["http://127.0.0.1:4318/v1/logs", {}, "nope"]'),
    variant('otlp-grpc = { endpoint = "http://127.0.0.1:4317", tls = [] }'),
    '[otel]\ntool_result = ["x"]\n',
    "[otel]\ntool_result = [1, 2]\n",
    "[otel]\ntool_result = [-1]\n",
    "otel = []\n",
  ])("%s keeps Codex from starting", (toml) => {
    expect(verdictOf(toml)).toBe("fatal");
    expect(check(toml).every(({ fixes }) => fixes.every(({ edits }) => edits.length > 0))).toBe(true);
  });
});

test("The files of a tls array are missed as well", () => {
  const toml = `[otel]\nmetrics_exporter = "none"\nexporter = { otlp-grpc = { endpoint = "https://127.0.0.1:4317", tls = ["a", "b", "c"] } }\n`;
  const context = { codexVersion: newestKnownCodexVersion, layer: "user", fileExists: () => false } as const;
  expect(diagnose(parseToml(toml), context)).toMatchObject([
    { verdict: "exporter-off" },
    { verdict: "exporter-off" },
    { verdict: "exporter-off" },
  ]);
});

describe("tracestate is ignored because of one wrong field", () => {
  const field = (name: string, value: string) =>
    `[otel]\ntracestate = { acme = { ${JSON.stringify(name)} = ${JSON.stringify(value)} } }\n`;
  test.each([
    ["z one", "a"],
    ["z:1", "a"],
    ["z;1", "a"],
    ["z=1", "a"],
    ["", "a"],
    ["zone", "a "],
    ["zone", " "],
    ["zone", "a;b"],
    ["zone", "a=b"],
    ["zone", "é"],
    ["ab", "x".repeat(254)],
  ])("%j = %j", (name, value) => {
    expect(verdictOf(field(name, value))).toBe("warning");
  });
  test.each([
    ["Zone", "a"],
    ["zone", ""],
    ["zone", " a"],
    ["zone", "a:b"],
    ["ab", "x".repeat(253)],
  ])("%j = %j is taken", (name, value) => {
    expect(verdictOf(field(name, value))).toBe("ok");
  });
});

describe("Codex names another place than the mistake", () => {
  const lines = (toml: string) => {
    const { lines: index } = parseToml(toml);
    const fatal = check(toml).filter(({ verdict }) => verdict === "fatal");
    return fatal.map(({ code, range }) => `${code} ${index.positionAt(range.start).line + 1}`);
  };
  const trace = 'trace_exporter = { otlp-grpc = { endpoint = "http://127.0.0.1:4317", zzz = 1 } }\n';
  test("a table with a key that it would ignore, when that stands before the mistake", () => {
    expect(lines(`[otel]\n${trace}log_user_prompt = 5\n`)).toEqual(["otel/place-blamed 2", "otel/wrong-type 3"]);
    expect(lines(`[otel]\nlog_user_prompt = 5\n${trace}`)).toEqual(["otel/wrong-type 2"]);
  });
  test("a date where it wants a text", () => {
    expect(lines("[otel]\nenvironment = 2026-01-31\nlog_user_prompt = 5\n")).toEqual([
      "otel/place-blamed 2",
      "otel/wrong-type 3",
    ]);
  });
});
