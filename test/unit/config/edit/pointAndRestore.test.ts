import { describe, expect, test } from "vitest";
import { planExporterEdit } from "../../../../core/config/edit/exporterEdit.ts";
import { joinedChange, planExporterRestore } from "../../../../core/config/edit/exporterRestore.ts";
import { exporterFor } from "../../../../core/config/edit/exporterSetting.ts";
import { applyEdits } from "../../../../core/diagnostics/applyFixes.ts";
import type { TomlValue } from "../../../../core/toml/document.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import { generatedConfigs } from "../../../oracle/generatedConfigs.ts";
import { exporterShapes } from "./exporterShapes.ts";

const addresses = { grpc: "127.0.0.1:4317", http: "127.0.0.1:4318" };
const settings = [
  exporterFor("otlp-grpc", addresses),
  exporterFor("otlp-http", addresses),
  exporterFor("otlp-grpc", addresses, "5b1c0e6f".repeat(8)),
];

const plain = (value: TomlValue): unknown =>
  value.kind === "table"
    ? Object.fromEntries([...value.entries.values()].map((entry) => [entry.name, plain(entry.value)]))
    : value.kind === "array"
      ? value.elements.map(plain)
      : value.value;

/** What Codex would read: the exporter for logs, and everything else. */
function read(text: string): { readonly exporter: unknown; readonly rest: unknown } {
  const document = parseToml(text);
  expect(document.errors).toEqual([]);
  const root = plain(document.root) as Record<string, unknown>;
  const { exporter, ...others } = (root.otel ?? {}) as Record<string, unknown>;
  const { otel: _, ...rest } = root;
  return { exporter, rest: Object.keys(others).length === 0 ? rest : { ...rest, otel: others } };
}

const wanted = [
  { "otlp-grpc": { endpoint: "http://127.0.0.1:4317" } },
  { "otlp-http": { endpoint: "http://127.0.0.1:4318/v1/logs", protocol: "binary" } },
  { "otlp-grpc": { endpoint: "http://127.0.0.1:4317", headers: { "x-codex-otel-sender": "5b1c0e6f".repeat(8) } } },
];

function pointed(before: string, setting = settings[0] ?? exporterFor("otlp-grpc", addresses)): string {
  const plan = planExporterEdit(parseToml(before), setting);
  if (plan.kind !== "insert" && plan.kind !== "replace") throw new Error(plan.kind);
  return applyEdits(before, plan.edits);
}

function restored(now: string, before: string, after: string): string {
  const plan = planExporterRestore(parseToml(now), { before, after });
  return plan.kind === "restore" ? applyEdits(now, plan.edits) : plan.kind;
}

test("What is generated gets the exporter and nothing else, and is as it was once that is restored", () => {
  let changed = 0;
  for (const before of generatedConfigs(400)) {
    const document = parseToml(before);
    const plan = planExporterEdit(document, settings[1] ?? exporterFor("otlp-http", addresses));
    if (plan.kind !== "insert" && plan.kind !== "replace") continue;
    changed++;
    const after = applyEdits(before, plan.edits);
    expect(read(after)).toEqual({ exporter: wanted[1], rest: read(before).rest });
    expect(restored(after, before, after)).toBe(before);
    const now = `# by somebody else\n${after}`;
    expect(read(restored(now, before, after))).toEqual(read(before));
  }
  expect(changed).toBeGreaterThan(200);
});

describe("A file that is pointed again before it was restored", () => {
  const before = '[otel]\nexporter = { otlp-grpc = { endpoint = "https://x.example:4317" } } # the team\'s\n';
  const first = pointed(before);
  const elsewhere = exporterFor("otlp-grpc", { grpc: "127.0.0.1:5000", http: "127.0.0.1:5001" });

  test("gets back what it was before the first time", () => {
    const second = pointed(first, elsewhere);
    const change = joinedChange({ before, after: first }, { before: first, after: second });
    expect(restored(second, change.before, change.after)).toBe(before);
  });

  test("also when something else was changed in between", () => {
    const between = `${first}\n[projects."/x"]\ntrust_level = "trusted"\n`;
    const second = pointed(between, elsewhere);
    const change = joinedChange({ before, after: first }, { before: between, after: second });
    expect(restored(second, change.before, change.after)).toBe(`${before}\n[projects."/x"]\ntrust_level = "trusted"\n`);
  });

  test("but not when the person chose another exporter in between", () => {
    const chosen = '[otel]\nexporter = "none"\n';
    const second = pointed(chosen, elsewhere);
    const change = joinedChange({ before, after: first }, { before: chosen, after: second });
    expect(restored(second, change.before, change.after)).toBe(chosen);
  });
});

const layouts: readonly (readonly [name: string, lay: (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["with Windows line ends", (text) => text.replaceAll("\n", "\r\n")],
  ["with a byte order mark", (text) => `\ufeff${text}`],
  ["with both", (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`],
  ["without the last line break", (text) => text.replace(/\n$/, "")],
  ["with tables around it", (text) => `[first]\na = 1\n\n${isAtTop(text) ? "" : text}[last]\nb = 2\n`],
];
/** Pairs that would fall into the table before them. */
const isAtTop = (text: string) => /^(?:otel|model)/m.test(text.split("[", 1)[0] ?? "");

const cases = exporterShapes.flatMap(([name, text]) => layouts.map(([how, lay]) => [name, how, lay(text)] as const));

describe.each(cases)("%s, %s", (_, __, before) => {
  test("gets the exporter and nothing else, and is as it was once that is restored", () => {
    for (const [index, setting] of settings.entries()) {
      const after = pointed(before, setting);
      expect(read(after)).toEqual({ exporter: wanted[index], rest: read(before).rest });
      expect(restored(after, before, after)).toBe(before);
      expect(planExporterEdit(parseToml(after), setting).kind).toBe("unchanged");
    }
  });

  test("loses nothing that was written elsewhere in the meantime, nor a comment of its exporter", () => {
    const lineEnd = before.includes("\r\n") ? "\r\n" : "\n";
    const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
    const elsewhere = (text: string) =>
      `${mark}# by somebody else${lineEnd}${text.slice(mark.length)}${lineEnd}[projects."/x"]${lineEnd}trust_level = "trusted"${lineEnd}`;
    const after = pointed(before);
    const result = restored(elsewhere(after), before, after);
    if (/\n$/.test(before)) expect(result).toBe(elsewhere(before));
    expect(read(result)).toEqual(read(elsewhere(before)));
  });

  test("is restored too when Codex has written the file anew in another form", () => {
    const after = pointed(before);
    const { rest } = read(before);
    if ("otel" in (rest as object)) return;
    const now = "[otel.exporter.otlp-grpc]\nendpoint = 'http://127.0.0.1:4317'\n\n[notice]\nseen = true\n";
    const result = restored(now, before, after);
    expect(read(result)).toEqual({ exporter: read(before).exporter, rest: { notice: { seen: true } } });
  });
});
