import { describe, expect, test } from "vitest";
import { planExporterEdit } from "../../../../core/config/edit/exporterEdit.ts";
import { exporterFor } from "../../../../core/config/edit/exporterSetting.ts";
import { shownDifference } from "../../../../core/config/edit/shownDifference.ts";
import { withoutKeys } from "../../../../core/config/edit/withoutKeys.ts";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { exporterShapes } from "./exporterShapes.ts";

const exporter = exporterFor("otlp-grpc", { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" });
const inline = '{ otlp-grpc = { endpoint = "http://127.0.0.1:4317" } }';

function difference(before: string): string {
  const document = parseToml(before);
  const plan = planExporterEdit(document, exporter);
  if (plan.kind !== "insert" && plan.kind !== "replace") throw new Error(plan.kind);
  return shownDifference(document, plan.edits, "config.toml");
}

test("Only the lines that change are shown, with their numbers", () => {
  expect(difference('model = "m"\n\n[otel]\n# mine\nexporter = "none" # off\n\n[tools]\nx = 1\n')).toBe(
    `--- config.toml\n+++ config.toml\n@@ -5 +5 @@\n-exporter = "none" # off\n+exporter = ${inline} # off\n`,
  );
  expect(difference('[otel]\nenvironment = "dev"\n[tools]\n')).toBe(
    `--- config.toml\n+++ config.toml\n@@ -2,0 +3 @@\n+exporter = ${inline}\n`,
  );
});

test("Lines that are far apart are shown apart", () => {
  const scattered = 'otel.exporter.otlp-http.endpoint = "http://x"\na = 1\notel.exporter.otlp-http.protocol = "json"\n';
  expect(difference(scattered)).toBe(
    `--- config.toml\n+++ config.toml\n@@ -1 +1 @@\n-otel.exporter.otlp-http.endpoint = "http://x"\n+otel.exporter = ${inline}\n@@ -3 +2,0 @@\n-otel.exporter.otlp-http.protocol = "json"\n`,
  );
});

test("The end of a file without a line break is shown as diff shows it", () => {
  expect(difference("[otel]")).toBe(
    `--- config.toml\n+++ config.toml\n@@ -1 +1,2 @@\n-[otel]\n\\ No newline at end of file\n+[otel]\n+exporter = ${inline}\n\\ No newline at end of file\n`,
  );
  expect(difference("")).toContain(`@@ -0,0 +1,2 @@\n+[otel]\n+exporter = ${inline}\n`);
});

describe("Keys are hidden", () => {
  const key = "sk-0123456789abcdef";
  test.each([
    [
      "a header",
      `[otel]\nexporter = { otlp-http = { endpoint = "http://x", headers = { Authorization = "${key}" } } }\n`,
    ],
    ["a header in a table", `[otel.exporter.otlp-http.headers]\nAuthorization = '${key}'\n`],
    ["a header of another exporter", `otel = { trace_exporter = { otlp-http = { headers = { a = "${key}" } } } }\n`],
    ["headers as a text", `[otel]\nexporter = { otlp-http = { headers = "a=${key}" } }\n`],
    ["headers as a list", `[otel]\nexporter = { otlp-http = { headers = [["a", "${key}"]] } }\n`],
    ["a header in the wrong place", `[otel]\nexporter = { otlp-http = { Authorization = "${key}" } }\n`],
    ["a text of several lines", `[otel]\nexporter = { otlp-http = { headers = { a = """\n${key}\n""" } } }\n`],
    ["a password in an endpoint", `[otel]\nexporter = { otlp-http = { endpoint = "https://u:${key}@x/v1" } }\n`],
    ["a parameter of an endpoint", `[otel]\nexporter = { otlp-http = { endpoint = "https://x/v1?k=${key}" } }\n`],
    [
      "a key in the place of a path",
      `[otel]\nexporter = { otlp-grpc = { tls = { ca-certificate = "${key}\\n-----" } } }\n`,
    ],
    ["the exporter itself", `[otel]\nexporter = "https://${key}"\n`],
  ])("%s", (_, before) => {
    const shown = difference(before);
    expect(shown).not.toContain(key);
    expect(shown).toContain("[hidden]");
  });

  test("and what tells where and how it is sent is not", () => {
    const shown = difference(
      '[otel]\nexporter = { otlp-http = { endpoint = "https://x.example/v1/logs", protocol = "json", tls = { ca-certificate = "/a.pem" } } }\n',
    );
    expect(shown).toContain(
      'endpoint = "https://x.example/v1/logs", protocol = "json", tls = { ca-certificate = "/a.pem" }',
    );
  });
});

test("What a terminal would obey is escaped", () => {
  expect(difference('[otel]\nexporter = "none" # \u202e\u009b\n')).toContain("# \\u{202e}\\u{9b}");
});

/** What `patch` makes of a text. */
function patched(text: string, difference: string): string {
  const lines = (whole: string) => whole.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [...lines(text)];
  let grown = 0;
  for (const hunk of difference.split(/^(?=@@ )/m).slice(1)) {
    const [, start = "", count = "1"] = /^@@ -(\d+)(?:,(\d+))? /.exec(hunk) ?? [];
    const rows = lines(hunk).slice(1);
    const of = (mark: string) =>
      rows.flatMap((row, i) => {
        if (!row.startsWith(mark)) return [];
        return [rows[i + 1]?.startsWith("\\") ? row.slice(1).replace(/\n$/, "") : row.slice(1)];
      });
    const at = Number(start) - (count === "0" ? 0 : 1) + grown;
    expect(result.slice(at, at + Number(count))).toEqual(of("-"));
    result.splice(at, Number(count), ...of("+"));
    grown += of("+").length - Number(count);
  }
  return result.join("");
}

test.each(exporterShapes)("What is shown of %s is what changes, whether it ends in a line break or not", (_, text) => {
  for (const before of [text, text.replace(/\n$/, "")]) {
    const document = parseToml(before);
    const plan = planExporterEdit(document, exporter);
    if (plan.kind !== "insert" && plan.kind !== "replace") throw new Error(plan.kind);
    const after = parseToml(applyEdits(before, plan.edits));
    expect(patched(withoutKeys(document), difference(before))).toBe(withoutKeys(after));
  }
});
