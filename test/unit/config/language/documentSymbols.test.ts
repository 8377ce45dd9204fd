import { describe, expect, test } from "vitest";
import { type DocumentSymbol, documentSymbols } from "../../../../core/toml/language/documentSymbols.ts";
import { parseToml } from "../../../../core/toml/parseToml.ts";
import fc from "../../seededCheck.ts";
import { configCases } from "../../toml/configCases.ts";

const outline = (text: string) => {
  const show = ({ name, children }: DocumentSymbol): unknown =>
    children.length === 0 ? name : { [name]: children.map(show) };
  return documentSymbols(parseToml(text)).map(show);
};

describe("The outline", () => {
  test("has tables with their keys, and what stands in inline tables", () => {
    expect(
      outline('model = 1\n[otel]\nexporter = { otlp-grpc = { endpoint = "x" } }\n"" = 1\n[[a."b.c"]]\nd . e = []\n'),
    ).toEqual(["model", { otel: [{ exporter: [{ "otlp-grpc": ["endpoint"] }] }, '""'] }, { 'a."b.c"': ["d.e"] }]);
  });
  test("keeps the sound lines of a broken file", () => {
    expect(outline('[otel]\nenvironment = "dev\nlog_us\nexporter = {\n[tui]\nx = 1\n')).toEqual([
      { otel: ["environment", "exporter"] },
      { tui: ["x"] },
    ]);
  });
  test("never throws; names are never empty, and children and names lie inside their entries", () => {
    const check = ({ name, range, selectionRange, children }: DocumentSymbol) => {
      expect(name).not.toBe("");
      expect(selectionRange.start).toBeGreaterThanOrEqual(range.start);
      expect(selectionRange.end).toBeLessThanOrEqual(range.end);
      for (const child of children) {
        expect(child.range.start).toBeGreaterThanOrEqual(range.start);
        expect(child.range.end).toBeLessThanOrEqual(range.end);
        check(child);
      }
    };
    const sources = configCases.flatMap(({ toml }) => (toml === undefined ? [] : [toml]));
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.nat(200), fc.nat(40), (source, at, cut) => {
        for (const symbol of documentSymbols(parseToml(source.slice(0, at) + source.slice(at + cut)))) check(symbol);
      }),
      { numRuns: 300 },
    );
  });
});
