import { expect, test } from "vitest";
import type { Diagnostic, Severity } from "../../../core/diagnostics/diagnostic.ts";
import { mostOfAll, mostOfOneCode, shownDiagnostics } from "../../../core/diagnostics/shownDiagnostics.ts";

const found = (code: string, count: number, severity: Severity = "warning"): Diagnostic[] =>
  Array.from({ length: count }, (_, at) => ({
    code,
    severity,
    verdict: "ok",
    range: { start: at, end: at + 1 },
    message: `${code} ${at}`,
    fixes: [],
  }));

test("as many as a person writes are shown as they are", () => {
  const few = [...found("a", mostOfOneCode), ...found("b", mostOfOneCode)];
  expect(shownDiagnostics(few)).toEqual({ diagnostics: few, left: 0 });
});

test("of one code the first are shown, and then how many more there are", () => {
  const { diagnostics, left } = shownDiagnostics([...found("a", 50_000, "error"), ...found("b", 1)]);
  expect(diagnostics).toHaveLength(mostOfOneCode + 2);
  expect(left).toBe(50_000 - mostOfOneCode);
  expect(diagnostics[mostOfOneCode]).toMatchObject({
    code: "a",
    severity: "error",
    range: { start: mostOfOneCode, end: mostOfOneCode + 1 },
    message: "This is found at 49900 more places, from here on: they are listed once the first 100 are fixed.",
  });
  expect(diagnostics.at(-1)).toMatchObject({ code: "b", message: "b 0" });
});

test("one more than the limit is shown itself, in place of its number", () => {
  const all = found("a", mostOfOneCode + 1);
  expect(shownDiagnostics(all)).toEqual({ diagnostics: all, left: 0 });
});

test("of very many codes none is left out, and all together stay within their number", () => {
  const codes = Array.from({ length: 60 }, (_, index) => `code-${index}`);
  const { diagnostics } = shownDiagnostics(codes.flatMap((code) => found(code, 500)));
  expect(diagnostics.length).toBeLessThanOrEqual(mostOfAll);
  expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(codes.length);
});

test("the fixes of what is not shown are not even looked for", () => {
  let asked = 0;
  const many = found("a", 5000).map((diagnostic) =>
    Object.defineProperty({ ...diagnostic }, "fixes", {
      enumerable: true,
      get: () => {
        asked++;
        return [];
      },
    }),
  );
  for (const { fixes } of shownDiagnostics(many).diagnostics) expect(fixes).toEqual([]);
  expect(asked).toBe(mostOfOneCode);
});
