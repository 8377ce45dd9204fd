import { beforeEach, expect, test, vi } from "vitest";
import { diagnose } from "../../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../../core/config/codexVersion.ts";
import { applyPreferredFixes, preferredEdits } from "../../../core/diagnostics/applyFixes.ts";
import { diagnosePolicy } from "../../../core/policy/language/check/diagnosePolicy.ts";
import { policySymbols } from "../../../core/policy/language/policySymbols.ts";
import { looksLikeCredential } from "../../../core/policy/secrets/credentialLook.ts";
import { type DocumentSymbol, documentSymbols, mostSymbols } from "../../../core/toml/language/documentSymbols.ts";
import { foldingRanges, mostFoldingRanges } from "../../../core/toml/language/foldingRanges.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";

/** What the library was given to read, and the patterns that were tried: what takes the time. */
const work = vi.hoisted(() => ({ parsed: 0, tried: 0 }));

vi.mock("toml-eslint-parser", async (original) => {
  const library = await original<typeof import("toml-eslint-parser")>();
  const parseTOML: typeof library.parseTOML = (text, options) => {
    work.parsed += text.length;
    return library.parseTOML(text, options);
  };
  return { ...library, parseTOML };
});

vi.mock("../../../core/policy/patterns/pattern.ts", async (original) => {
  const patterns = await original<typeof import("../../../core/policy/patterns/pattern.ts")>();
  const compilePattern: typeof patterns.compilePattern = (source) => {
    const compiled = patterns.compilePattern(source);
    if (typeof compiled === "string") return compiled;
    const occursIn = (text: string) => {
      work.tried++;
      return compiled.occursIn(text);
    };
    return Object.create(compiled, { occursIn: { value: occursIn } });
  };
  return { ...patterns, compilePattern };
});

const lines = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join("\n");
const check = (text: string) => diagnose(parseToml(text), { codexVersion: newestKnownCodexVersion, layer: "user" });

beforeEach(() => {
  work.parsed = 0;
  work.tried = 0;
});

test.each([
  ["tables", "a={"],
  ["arrays", "a = ["],
  ["braces", "a = {"],
])("Of %s that are opened on every line, what is read ahead does not grow with the file", (_, line) => {
  parseToml(lines(5000, () => `${line} # ${"x".repeat(90)}`));
  expect(work.parsed).toBeLessThan(300_000);
});

function countOf(symbols: readonly DocumentSymbol[]): number {
  return symbols.reduce((count, { children }) => count + 1 + countOf(children), 0);
}

test.each([
  ["open braces", (count: number) => lines(count, () => "a={")],
  ["tables", (count: number) => lines(count, (index) => `[t${index}]\nx = 1`)],
  ["keys in braces", (count: number) => `a = { ${lines(count, (index) => `k${index} = 1,`).replaceAll("\n", " ")} }`],
  ["deep tables", (count: number) => lines(count, (index) => `a.b.c = { d = { e = { f = ${index} } } }`)],
])("The outline and what can be folded end somewhere: %s", (_, text) => {
  const document = parseToml(text(mostSymbols + 10));
  expect(countOf(documentSymbols(document))).toBe(mostSymbols);
  expect(countOf(policySymbols(document))).toBe(mostSymbols);
  expect(foldingRanges(document).length).toBeLessThanOrEqual(mostFoldingRanges);
  const short = parseToml(text(10));
  expect(countOf(documentSymbols(short))).toBeGreaterThanOrEqual(10);
});

test("The first names of a policy that are nearly right get a proposal, however many there are; the last of thousands none", () => {
  const proposed = (count: number) => {
    const names = lines(count, (index) => `"codex.tool_resul${index}",`);
    const found = diagnosePolicy(parseToml(`version = 1\n[destinations.siem]\nreceives = [${names}]\n`));
    const unknown = found.filter(({ code }) => code === "policy/unknown-event");
    return unknown.map(({ message }) => message.includes("did you mean codex.tool_result"));
  };
  expect(proposed(10).every(Boolean)).toBe(true);
  const many = proposed(5000);
  expect(many).toHaveLength(5000);
  expect(many.slice(0, 100).every(Boolean)).toBe(true);
  expect(many.filter(Boolean).length).toBeLessThan(3000);
});

test("Of unknown options that are nearly right, the same", () => {
  const found = check(`[otel]\n${lines(15_000, (index) => `log_user_promp${index} = true`)}`);
  const proposed = found.filter(({ message }) => message.includes("Did you mean log_user_prompt?"));
  expect(proposed.length).toBeGreaterThanOrEqual(100);
  expect(proposed.length).toBeLessThan(10_000);
});

test("Names that are no credential are tried with no pattern that cannot find one in them", () => {
  looksLikeCredential("once, to compile");
  work.tried = 0;
  for (let index = 0; index < 1000; index++) expect(looksLikeCredential(`bad name ${index}`)).toBe(false);
  expect(work.tried).toBeLessThan(5000);
});

test("A short text is fixed in as many rounds as it takes, a long one in one", () => {
  const rounds = (text: string) => {
    let count = 0;
    const range = { start: 0, end: 1 };
    const fixes = [{ title: "Write x", preferred: true, edits: [{ range, newText: "x" }] }];
    applyPreferredFixes(text, () => {
      count++;
      return [{ code: "otel/unknown-option", severity: "warning", verdict: "ok", range, message: "", fixes }];
    });
    return count;
  };
  expect(rounds("a".repeat(100_000))).toBe(10);
  expect(rounds("a".repeat(400_000))).toBe(2);
  expect(rounds("a".repeat(1_000_000))).toBe(1);
  expect(rounds("a".repeat(5_000_000))).toBe(1);
});

test("The fixes of a thousand diagnostics of one code are made at once, and of each other code as well", () => {
  const text = `[otel]\n${lines(3000, (index) => `k${index} = prod`)}\n`;
  const found = check(text);
  expect(found.length).toBeGreaterThanOrEqual(3000);
  const edits = preferredEdits(found);
  expect(edits.length).toBeGreaterThanOrEqual(1000);
  expect(edits.length).toBeLessThanOrEqual(2000);
});
