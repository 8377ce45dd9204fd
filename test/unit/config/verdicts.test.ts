import { describe, expect, test } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { diagnosticCodes } from "../../../core/config/diagnosticCodes.ts";
import { applyEdits, applyPreferredFixes } from "../../../core/diagnostics/applyFixes.ts";
import type { Diagnostic, Verdict } from "../../../core/diagnostics/diagnostic.ts";
import { LineIndex } from "../../../core/text/lineIndex.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { configCases } from "../toml/configCases.ts";

const checkWith = (toml: string, filesExist: boolean): readonly Diagnostic[] =>
  diagnose(parseToml(toml), { codexVersion: newestKnownCodexVersion, layer: "user", fileExists: () => filesExist });

const check = (toml: string) => checkWith(toml, false);
const checkWithFiles = (toml: string) => checkWith(toml, true);

const ranks: readonly Verdict[] = ["fatal", "exporter-off", "warning", "dropped", "ok"];

/** What Codex does with the file as a whole: the gravest of the single verdicts. */
const verdictOf = (diagnostics: readonly Diagnostic[]): Verdict =>
  ranks.find((rank) => diagnostics.some(({ verdict }) => verdict === rank)) ?? "ok";

const cases = configCases.filter((one) => one.toml !== undefined).map((one) => [one.id, one] as const);

describe("Our verdict is that of the real Codex", () => {
  test.each(cases)("%s", (_, { toml = "", codex }) => {
    expect(verdictOf(check(toml))).toBe(codex.verdict);
  });
});

describe("An error covers the line that Codex names", () => {
  test.each(cases.filter(([, { codex }]) => codex.verdict === "fatal"))("%s", (_, { toml = "", codex }) => {
    const lines = new LineIndex(toml);
    const covered = check(toml)
      .filter(({ verdict }) => verdict === "fatal")
      .map(({ range }) => lines.rangeAt(range));
    const line = Number(codex.line) - 1;
    expect(covered).toSatisfy((ranges: typeof covered) =>
      ranges.some(({ start, end }) => start.line <= line && line <= end.line),
    );
  });
});

describe("A file with which Codex works as its author means gets neither error nor warning", () => {
  const working = ["monad-grpc", "inline-multi-line", "crlf-and-bom", "none-as-empty-table", "http-positional-array"];
  test.each(cases.filter(([id, one]) => one.clean || working.includes(id)))("%s", (_, { toml = "" }) => {
    expect(check(toml).filter(({ severity }) => severity === "error" || severity === "warning")).toEqual([]);
  });
});

describe("The preferred fix of a fatal or dropped case leaves nothing to complain about", () => {
  const fixable = cases.filter(([, { toml = "", codex }]) => {
    const wanted = codex.verdict === "fatal" || codex.verdict === "dropped";
    const mistakes = check(toml).filter(({ verdict, code }) => verdict !== "ok" && code !== "otel/place-blamed");
    return wanted && mistakes.length > 0 && mistakes.every(({ fixes }) => fixes.some(({ preferred }) => preferred));
  });
  test.each(fixable)("%s", (_, { toml = "" }) => {
    const fixed = applyPreferredFixes(toml, checkWithFiles);
    expect(fixed).not.toBe(toml);
    expect(checkWithFiles(fixed).filter(({ severity }) => severity === "error" || severity === "warning")).toEqual([]);
  });
  const fatal = cases.filter(([, { codex }]) => codex.verdict === "fatal");
  test("which is so for at least eight in ten of the fatal ones: in the others something written would be lost", () => {
    const fixed = fatal.filter(([id]) => fixable.some(([other]) => other === id));
    expect(fixed.length / fatal.length).toBeGreaterThanOrEqual(0.8);
  });
  test("nine in ten of the fatal ones have a fix, preferred or not", () => {
    const fixed = fatal.filter(([, { toml = "" }]) => check(toml).some(({ fixes }) => fixes.length > 0));
    expect(fixed.length / fatal.length).toBeGreaterThanOrEqual(0.9);
  });
});

describe("Every fix that is offered", () => {
  test.each(cases)("%s: can be made, and changes the text", (_, { toml = "" }) => {
    for (const { code, fixes } of check(toml)) {
      expect(Object.keys(diagnosticCodes)).toContain(code);
      for (const { edits, title } of fixes) {
        expect(title).not.toBe("");
        expect(applyEdits(toml, edits)).not.toBe(toml);
      }
    }
  });
  test("works in the same way with Windows line ends", () => {
    for (const [, { toml = "" }] of cases) {
      if (toml.includes("\r")) continue;
      const windows = toml.replaceAll("\n", "\r\n");
      expect(applyPreferredFixes(windows, check)).toBe(applyPreferredFixes(toml, check).replaceAll("\n", "\r\n"));
    }
  });
});

test("Wherever the text is cut off, there is an answer, and its ranges lie inside the text", () => {
  for (const [, { toml = "" }] of cases) {
    for (let length = 0; length < toml.length; length++) {
      for (const { range, fixes } of check(toml.slice(0, length))) {
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThanOrEqual(length);
        for (const { edits } of fixes) for (const edit of edits) expect(edit.range.end).toBeLessThanOrEqual(length);
      }
    }
  }
});
