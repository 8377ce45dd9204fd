import { describe, expect, test } from "vitest";
import { diagnose } from "../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import { complete } from "../../core/config/language/completion.ts";
import { documentLinks } from "../../core/config/language/documentLinks.ts";
import { hover } from "../../core/config/language/hover.ts";
import { inlayHints } from "../../core/config/language/inlayHints.ts";
import { applyPreferredFixes, preferredEdits } from "../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { mostOfAll, shownDiagnostics } from "../../core/diagnostics/shownDiagnostics.ts";
import { diagnosePolicy } from "../../core/policy/language/check/diagnosePolicy.ts";
import { completePolicy } from "../../core/policy/language/completePolicy.ts";
import { hoverPolicy } from "../../core/policy/language/hoverPolicy.ts";
import { policySymbols } from "../../core/policy/language/policySymbols.ts";
import type { TomlDocument, TomlValue } from "../../core/toml/document.ts";
import { type DocumentSymbol, documentSymbols, mostSymbols } from "../../core/toml/language/documentSymbols.ts";
import { foldingRanges, mostFoldingRanges } from "../../core/toml/language/foldingRanges.ts";
import { parseToml, reparseToml } from "../../core/toml/parseToml.ts";
import { generator } from "../oracle/generatedConfigs.ts";
import { expectLinear } from "./growth.ts";
import { hostileConfigs, hostilePolicies, randomDocument, type Sized } from "./sizedDocuments.ts";

/**
 * `CODEX_OTEL_SIZES` asks for so many random documents, `CODEX_OTEL_LENGTH` for documents so long at first: 12,000 find
 * what grows slowly. `--reporter=verbose` tells of each document as soon as it was tried.
 */
const randomDocuments = Number(process.env.CODEX_OTEL_SIZES ?? 2);
const length = Number(process.env.CODEX_OTEL_LENGTH ?? 1000);
const seed = Number(process.env.CODEX_OTEL_SEED ?? 20261130);
const files = { home: "/home/dev", resolvePath: (path: string) => path, fileExists: () => true };
const placesIn = (text: string) => [0.1, 0.5, 0.9, 1].map((part) => Math.floor(text.length * part));

const checkConfig = (document: TomlDocument) =>
  diagnose(document, {
    codexVersion: newestKnownCodexVersion,
    layer: "user",
    fileExists: () => true,
    exposure: "readable",
  });

/** Everything that an editor or `check --fix` asks about a file. */
function askAll(
  text: string,
  check: (document: TomlDocument) => readonly Diagnostic[],
  ask: (document: TomlDocument, found: readonly Diagnostic[]) => void,
): void {
  const document = parseToml(text);
  const found = check(document);
  for (const { fixes } of shownDiagnostics(found).diagnostics) for (const { edits } of fixes) void edits.length;
  preferredEdits(found);
  foldingRanges(document);
  ask(document, found);
  const middle = text.length >> 1;
  check(reparseToml(document, `${text.slice(0, middle)}x${text.slice(middle)}`));
  applyPreferredFixes(text, (fixed) => check(parseToml(fixed)));
}

const config = (text: string) =>
  askAll(text, checkConfig, (document, diagnostics) => {
    documentSymbols(document);
    inlayHints(document, { start: 0, end: text.length }, diagnostics, files);
    documentLinks(document, files);
    for (const offset of placesIn(text)) {
      complete(document, offset, { layer: "user" });
      hover(document, offset, { document, diagnostics, files });
    }
  });

const policy = (text: string) =>
  askAll(text, diagnosePolicy, (document) => {
    policySymbols(document);
    for (const offset of placesIn(text)) {
      completePolicy(document, offset);
      hoverPolicy(document, offset);
    }
  });

/** The document that has about so many characters. */
function ofLength(sized: Sized): (characters: number) => string {
  const sample = 256;
  return (characters) => sized(Math.max(1, Math.round((characters * sample) / sized(sample).length)));
}

/** Longer than what any part of the parser holds on its stack. */
const largest = 200_000;
/** So many statements are looked for, spread over the file, and all that are long. */
const looked = 200;
const longStatement = 1000;

/** The sound pairs and headers that are in no error and not in the tree either. */
function leftOut({ errors, root, statements }: TomlDocument): string[] {
  const broken = new Set(errors.map(({ statement }) => statement.start));
  let isBelowBroken = false;
  const missing: string[] = [];
  const step = Math.ceil(statements.length / looked);
  for (const [index, { kind, range, key, table }] of statements.entries()) {
    const isHeader = kind === "header" || kind === "array-header";
    if (isHeader) isBelowBroken = broken.has(range.start);
    if (broken.has(range.start) || isBelowBroken || !(isHeader || kind === "pair")) continue;
    if (index % step !== 0 && range.end - range.start < longStatement) continue;
    let values: readonly TomlValue[] = [root];
    for (const name of isHeader ? table : [...table, ...key.map(({ text }) => text)])
      values = values.flatMap((value) => {
        const tables = value.kind === "array" ? value.elements : [value];
        return tables.flatMap((one) => (one.kind === "table" ? (one.entries.get(name)?.value ?? []) : []));
      });
    if (values.length === 0) missing.push(JSON.stringify({ kind, range, table: table.length }));
  }
  return missing;
}

describe("Nothing of a long file is left out in silence", () => {
  test.each(Object.entries({ ...hostileConfigs, ...hostilePolicies }))("%s", (_, sized) => {
    expect(leftOut(parseToml(ofLength(sized)(largest))).slice(0, 3)).toEqual([]);
  });
});

const countOf = (symbols: readonly DocumentSymbol[]): number =>
  symbols.reduce((count, { children }) => count + 1 + countOf(children), 0);

/** The list of each code ends with how many more there are. */
const mostShown = 2 * mostOfAll;

describe("What is answered about a long file ends somewhere", () => {
  const bounded = (text: string, check: (document: TomlDocument) => readonly Diagnostic[]) => {
    const document = parseToml(text);
    expect(countOf(documentSymbols(document))).toBeLessThanOrEqual(mostSymbols);
    expect(countOf(policySymbols(document))).toBeLessThanOrEqual(mostSymbols);
    expect(foldingRanges(document).length).toBeLessThanOrEqual(mostFoldingRanges);
    expect(shownDiagnostics(check(document)).diagnostics.length).toBeLessThanOrEqual(mostShown);
  };
  test.each(Object.entries(hostileConfigs))("configuration: %s", (_, sized) => {
    bounded(ofLength(sized)(largest), checkConfig);
  });
  test.each(Object.entries(hostilePolicies))("policy: %s", (_, sized) => {
    bounded(ofLength(sized)(largest), diagnosePolicy);
  });
});

describe("What an answer costs grows with the file, and no faster", () => {
  test.each(Object.entries(hostileConfigs))("configuration: %s", (name, sized) => {
    expectLinear(name, length, ofLength(sized), config);
  });

  test.each(Object.entries(hostilePolicies))("policy: %s", (name, sized) => {
    expectLinear(name, length, ofLength(sized), policy);
  });

  const random = generator(seed);
  const documents = Array.from({ length: randomDocuments }, () => randomDocument(random));
  test.each(documents)("random: $name", ({ name, sized }) => {
    expectLinear(name, length, ofLength(sized), config);
    expectLinear(name, length, ofLength(sized), policy);
  });
});
