import { describe, expect, test } from "vitest";
import { planExporterEdit } from "../../../../core/config/edit/exporterEdit.ts";
import { planExporterRestore } from "../../../../core/config/edit/exporterRestore.ts";
import { exporterFor } from "../../../../core/config/edit/exporterSetting.ts";
import type { TextEdit } from "../../../../core/text/range.ts";
import type { TomlValue } from "../../../../core/toml/document.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";

const addresses = { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" };
const token = "5b1c0e6f".repeat(8);
const exporter = exporterFor("otlp-grpc", addresses);

function applied(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((result, { range, newText }) => result.slice(0, range.start) + newText + result.slice(range.end), text);
}

/** The file after its exporter was set to the listener. */
function pointedHere(before: string, setting = exporter): string {
  const plan = planExporterEdit(parseToml(before), setting);
  if (plan.kind !== "insert" && plan.kind !== "replace") throw new Error(plan.kind);
  return applied(before, plan.edits);
}

function restored(before: string, now: string, after = pointedHere(before)): string {
  const plan = planExporterRestore(parseToml(now), { before, after });
  if (plan.kind !== "restore") return plan.kind;
  return applied(now, plan.edits);
}

const plain = (value: TomlValue): unknown =>
  value.kind === "table"
    ? Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry.value)]))
    : value.kind === "array"
      ? value.elements.map(plain)
      : value.value;
/** What Codex would read. */
function meaning(text: string): unknown {
  const document = parseToml(text);
  expect(document.errors).toEqual([]);
  return plain(document.root);
}

const monad = 'endpoint = "https://app.monad.com:4317"\nheaders = { Authorization = "ApiKey x" } # mine\n';
const files: readonly (readonly [name: string, text: string])[] = [
  ["an empty file", ""],
  ["a file without [otel]", 'model = "gpt-5"\n'],
  ["an [otel] without exporter", '[otel]\n# ours\nenvironment = "dev"\n\n[tools]\nx = 1\n'],
  ["an exporter in one line", '[otel]\nexporter = "none" # off\n[tools]\nx = 1\n'],
  ["an inline table", '[otel]\nexporter = { otlp-http = { endpoint = "http://x", protocol = "json" } }\n'],
  ["an inline [otel]", 'otel = { environment = "dev" }\n'],
  ["a sub-table", `# top\n[otel.exporter.otlp-grpc]\n${monad}\n[tools]\nx = 1\n`],
  ["a sub-table with Windows line ends", `[otel.exporter.otlp-grpc]\r\n${monad.replaceAll("\n", "\r\n")}`],
  ["dotted keys", 'otel.exporter.otlp-grpc.endpoint = "http://x:1"\notel.environment = "dev"\n'],
  ["dotted keys in [otel]", '[otel]\nexporter.otlp-grpc.endpoint = "http://x:1"\n\n[tools]\nx = 1\n'],
];

describe("restoring the exporter of a config.toml", () => {
  test.each(files)("gives back %s byte for byte, when nothing else was changed", (_, before) => {
    expect(restored(before, pointedHere(before))).toBe(before);
  });

  test.each(files)("changes nothing but the exporter of %s, when something else was changed since", (_, before) => {
    const now = `# a word by somebody else\n${pointedHere(before)}\n[projects."/x"]\ntrust_level = "trusted"\n`;
    const result = restored(before, now);
    expect(result).toContain("# a word by somebody else");
    expect(meaning(result)).toEqual({
      ...(meaning(before) as object),
      projects: { "/x": { trust_level: "trusted" } },
    });
  });

  test.each(files)("knows the exporter again when Codex has written the file of %s anew", (_, before) => {
    const others = before.replace(/^.*exporter[^\n]*\n(?:(?:endpoint|headers)[^\n]*\n)*/gm, "");
    if (before.startsWith("otel = {")) return;
    const now = `${others}\n[otel.exporter.otlp-grpc]\nendpoint = 'http://127.0.0.1:4317'\n\n[notice]\nseen = true\n`;
    expect(meaning(restored(before, now))).toEqual({
      ...(meaning(before) as object),
      notice: { seen: true },
    });
  });

  describe("with the header of verified senders", () => {
    const withHeader = (before: string) => pointedHere(before, exporterFor("otlp-grpc", addresses, token));

    test.each(files)("takes the token away from %s, byte for byte, also when more was changed", (_, before) => {
      const after = withHeader(before);
      expect(after).toContain(`x-codex-otel-sender = "${token}"`);
      expect(restored(before, after, after)).toBe(before);
      const result = restored(before, `# a word by somebody else\n${after}`, after);
      expect(result).not.toContain(token);
      expect(meaning(result)).toEqual(meaning(before));
    });

    test("takes it away when Codex has written the file anew", () => {
      const before = 'model = "gpt-5"\n';
      const now = `${before}\n[otel.exporter.otlp-grpc]\nendpoint = "http://127.0.0.1:4317"\n\n[otel.exporter.otlp-grpc.headers]\nx-codex-otel-sender = "${token}"\n`;
      const result = restored(before, now, withHeader(before));
      expect(result).not.toContain(token);
      expect(meaning(result)).toEqual(meaning(before));
    });

    test("takes it away too when the file was pointed here without it before, or is without it now", () => {
      const [before, without] = ['[otel]\nexporter = "none"\n', pointedHere('[otel]\nexporter = "none"\n')];
      const after = withHeader(without);
      expect(after).toContain(token);
      expect(restored(before, after, after)).toBe(before);
      expect(pointedHere(after)).toBe(without);
    });
  });

  test("knows it again in dotted keys of an inline [otel]", () => {
    const dotted = (rest: string) =>
      `otel = { exporter.otlp-http.endpoint = "http://127.0.0.1:4318/v1/logs", exporter.otlp-http.protocol = "binary"${rest} }\n`;
    const http = exporterFor("otlp-http", addresses);
    for (const [before, rest, expected] of [
      ["", "", "otel = { }\n"],
      ['otel.environment = "dev"\n', ', environment = "dev"', 'otel = { environment = "dev" }\n'],
      ['otel.exporter = "none"\n', "", 'otel = { exporter = "none" }\n'],
    ] as const)
      expect(restored(before, dotted(rest), pointedHere(before, http)).replace(/ +/g, " ")).toBe(expected);
  });

  test("leaves an exporter alone that somebody has changed since", () => {
    const before = '[otel]\nexporter = "none"\n';
    expect(restored(before, '[otel]\nexporter = { otlp-grpc = { endpoint = "http://other:1" } }\n')).toBe("changed");
    expect(restored(before, "a = 1\n")).toBe("changed");
  });

  test("touches no file with errors", () => {
    expect(restored("", `${pointedHere("")}broken =\n`)).toBe("broken");
  });
});
