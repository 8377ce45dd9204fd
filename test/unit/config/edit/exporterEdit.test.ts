import { describe, expect, test } from "vitest";
import { diagnose } from "../../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../../core/config/codexVersion.ts";
import { planExporterEdit } from "../../../../core/config/edit/exporterEdit.ts";
import { exporterFor } from "../../../../core/config/edit/exporterSetting.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const exporter = exporterFor("otlp-grpc", { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" });
const token = "5b1c0e6f".repeat(8);
const withToken = exporterFor("otlp-grpc", { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" }, token);
const inline = '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }';

/** The text after the edits, with what kind of plan they were. */
function edited(text: string, setting = exporter): { kind: string; text: string } {
  const plan = planExporterEdit(parseToml(text), setting);
  if (plan.kind !== "insert" && plan.kind !== "replace") return { kind: plan.kind, text };
  let result = text;
  for (const { range, newText } of [...plan.edits].sort((a, b) => b.range.start - a.range.start)) {
    result = result.slice(0, range.start) + newText + result.slice(range.end);
  }
  return { kind: plan.kind, text: result };
}

/** What Codex would read. */
function exporterIn(text: string): unknown {
  const document = parseToml(text);
  expect(document.errors).toEqual([]);
  const plain = (
    value: (typeof document.root.entries extends ReadonlyMap<string, infer E> ? E : never)["value"],
  ): unknown =>
    value.kind === "table"
      ? Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry.value)]))
      : value.kind === "array"
        ? value.elements.map(plain)
        : value.value;
  const root = plain(document.root) as { otel?: { exporter?: unknown } };
  return root.otel?.exporter;
}

const wanted = { "otlp-grpc": { endpoint: "http://127.0.0.1:4317" } };

describe("adding the listener to a config.toml", () => {
  test.each([
    ["an empty file", "", `[otel]\nexporter = ${inline}\n`],
    ["a file without [otel]", 'model = "gpt-5"\n', `model = "gpt-5"\n\n[otel]\nexporter = ${inline}\n`],
    ["a file that ends without a line break", "a = 1", `a = 1\n\n[otel]\nexporter = ${inline}\n`],
    [
      "an [otel] table with other options",
      '[otel]\n# ours\nenvironment = "dev"\n\n[tools]\nx = 1\n',
      `[otel]\n# ours\nenvironment = "dev"\nexporter = ${inline}\n\n[tools]\nx = 1\n`,
    ],
    ["an [otel] header at the very end", "a = 1\n[otel]", `a = 1\n[otel]\nexporter = ${inline}`],
    ["an inline table", 'otel = { environment = "dev" }\n', `otel = { environment = "dev", exporter = ${inline} }\n`],
    ["an empty inline table", "otel = {}\n", `otel = { exporter = ${inline} }\n`],
    [
      "dotted keys",
      'otel.environment = "dev"\n\n[tools]\nx = 1\n',
      `otel.environment = "dev"\notel.exporter = ${inline}\n\n[tools]\nx = 1\n`,
    ],
    [
      "a sub-table alone",
      '[otel.trace_exporter.otlp-grpc]\nendpoint = "http://x:1"\n',
      `[otel.trace_exporter.otlp-grpc]\nendpoint = "http://x:1"\n\n[otel]\nexporter = ${inline}\n`,
    ],
    [
      "Windows line ends",
      '[otel]\r\nenvironment = "dev"\r\n',
      `[otel]\r\nenvironment = "dev"\r\nexporter = ${inline}\r\n`,
    ],
  ])("works for %s", (_, before, expected) => {
    expect(edited(before)).toEqual({ kind: "insert", text: expected });
    expect(exporterIn(expected)).toEqual(wanted);
  });
});

describe("a config.toml that sets an exporter already", () => {
  test.each([
    ["a word", '[otel]\nexporter = "none" # off\nlog_user_prompt = true\n'],
    ["an inline table", '[otel]\nexporter = { otlp-http = { endpoint = "https://x/v1/logs", protocol = "json" } }\n'],
    ["dotted keys in [otel]", '[otel]\nexporter.otlp-grpc.endpoint = "http://x:1"\nlog_user_prompt = true\n'],
    [
      "several dotted keys at the root",
      'otel.exporter.otlp-http.endpoint = "http://x:1"\n# why\notel.exporter.otlp-http.protocol = "json"\nb = 2\n',
    ],
    [
      "a sub-table with headers, as Codex itself writes it",
      '[otel]\nlog_user_prompt = true\n\n[otel.exporter.otlp-http]\nendpoint = "https://x/v1/logs"\nprotocol = "json"\n\n[otel.exporter.otlp-http.headers]\nAuthorization = "t"\n\n[tools]\nx = 1\n',
    ],
  ])("is asked about, and keeps the rest: %s", (_, before) => {
    const { kind, text } = edited(before);
    expect(kind).toBe("replace");
    expect(exporterIn(text)).toEqual(wanted);
    for (const line of before.split("\n").filter((l) => /^(#|log_user|b =|\[tools|x =)/.test(l))) {
      expect(text).toContain(line);
    }
  });

  test("to this very listener is left alone", () => {
    expect(edited(`[otel]\nexporter = ${inline}\n`).kind).toBe("unchanged");
    expect(edited('[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n').kind).toBe("unchanged");
  });

  test("keeps the comment behind it", () => {
    expect(edited('[otel]\nexporter = "none" # off\n').text).toBe(`[otel]\nexporter = ${inline} # off\n`);
  });
});

describe("the header of verified senders", () => {
  const wantedWithHeader = {
    "otlp-grpc": { endpoint: "http://127.0.0.1:4317", headers: { "x-codex-otel-sender": token } },
  };

  test.each([
    ["an empty file", ""],
    ["an inline table", 'otel = { environment = "dev" }\n'],
    ["dotted keys", 'otel.environment = "dev"\notel.exporter.otlp-grpc.endpoint = "http://x:1"\n'],
    ["a sub-table", '[otel.exporter.otlp-grpc]\nendpoint = "http://x:1"\n[otel.exporter.otlp-grpc.headers]\na = "b"\n'],
    ["the same exporter without it", `[otel]\nexporter = ${inline}\n`],
  ])("is written into %s, and found there the next time", (_, before) => {
    const { text } = edited(before, withToken);
    expect(exporterIn(text)).toEqual(wantedWithHeader);
    expect(edited(text, withToken).kind).toBe("unchanged");
  });

  test("is what Codex takes: the checker has nothing to say", () => {
    const { text } = edited('[otel]\nmetrics_exporter = "none"\n', withToken);
    const context = { codexVersion: newestKnownCodexVersion, layer: "user" as const };
    expect(diagnose(parseToml(text), context)).toEqual([]);
  });
});

test("An exporter in a form that Codex does not read is left to the person", () => {
  const text = '[[otel.exporter]]\notlp-grpc = { endpoint = "http://x:1" }\n';
  expect(edited(text)).toEqual({ kind: "irreplaceable", text });
});

describe("a config.toml with errors", () => {
  test.each(["[otel\n", "a = \n[otel]\n", 'otel = "on"\n'])("is not touched: %j", (text) => {
    expect(edited(text)).toEqual({ kind: "broken", text });
  });
});

test("Dotted keys of an inline [otel] leave no comma behind, which older versions of Codex refuse", () => {
  const keys = (...names: readonly string[]) => `otel = { ${names.map((name) => `${name} = "x"`).join(", ")} }\n`;
  const [a, b, c] = ["exporter.otlp-http.a", "exporter.otlp-http.b", "exporter.otlp-http.c"] as const;
  expect(edited(keys(a, b, c)).text).toBe(`otel = { exporter = ${inline} }\n`);
  expect(edited(keys(a, "environment", b, c)).text).toBe(`otel = { exporter = ${inline}, environment = "x" }\n`);
  expect(edited(keys("environment", a, b)).text).toBe(`otel = { environment = "x", exporter = ${inline} }\n`);
});
