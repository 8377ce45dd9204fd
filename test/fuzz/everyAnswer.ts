import { expect } from "vitest";
import { diagnose } from "../../core/config/check/diagnose.ts";
import { newestKnownCodexVersion } from "../../core/config/codexVersion.ts";
import type { ConfigLayer } from "../../core/config/configLocations.ts";
import { codeLenses } from "../../core/config/language/codeLenses.ts";
import { complete } from "../../core/config/language/completion.ts";
import { documentLinks } from "../../core/config/language/documentLinks.ts";
import type { FileContext } from "../../core/config/language/fileContext.ts";
import { hover } from "../../core/config/language/hover.ts";
import { inlayHints } from "../../core/config/language/inlayHints.ts";
import { applyEdits, applyPreferredFixes, preferredEdits } from "../../core/diagnostics/applyFixes.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { OffsetRange, TextEdit } from "../../core/text/range.ts";
import { isInsideCharacter } from "../../core/text/wholeCharacters.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import { type DocumentSymbol, documentSymbols } from "../../core/toml/language/documentSymbols.ts";
import { foldingRanges } from "../../core/toml/language/foldingRanges.ts";
import { exporterActions } from "../../core/toml/language/language.ts";
import { parseToml } from "../../core/toml/parseToml.ts";

const files: FileContext = {
  home: "/home/dev",
  resolvePath: (path) => `/home/dev/.codex/${path}`,
  fileExists: (path) => path.length % 2 === 0,
};

const listFolder = () => [
  { name: "ca.pem", isFolder: false },
  { name: "certs", isFolder: true },
];

export const check = (document: TomlDocument, layer: ConfigLayer = "user") =>
  diagnose(document, { codexVersion: newestKnownCodexVersion, layer, fileExists: files.fileExists });

/**
 * Asks everything that an editor asks about a document, at `offsets`, and holds each answer to what the protocol wants of
 * it. Gives all text that a person is shown.
 */
export function everyAnswer(document: TomlDocument, offsets: readonly number[]): string {
  const { text } = document;
  const shown: unknown[] = [];
  const diagnostics = check(document);
  for (const { range, message, fixes } of diagnostics) {
    expectInside(text, range);
    shown.push(message);
    for (const { title, edits } of fixes) {
      shown.push(title);
      expectEdits(text, edits);
    }
  }
  expectEdits(text, preferredEdits(diagnostics));
  const sending = { document, diagnostics, files };
  for (const offset of offsets) {
    for (const { range, newText, ...words } of complete(document, offset, { layer: "user", listFolder })) {
      expectInside(text, range);
      expect(newText).toBeTypeOf("string");
      expect(range.start).toBeLessThanOrEqual(offset);
      shown.push(words);
    }
    for (const found of [hover(document, offset), hover(document, offset, sending)]) {
      if (!found) continue;
      expectInside(text, found.range);
      shown.push(found.markdown);
    }
  }
  for (const { offset, ...words } of inlayHints(document, { start: 0, end: text.length }, diagnostics, files)) {
    expectInside(text, { start: offset, end: offset });
    shown.push(words);
  }
  for (const { range, title } of codeLenses(document, new Set(exporterActions))) {
    expectInside(text, range);
    shown.push(title);
  }
  for (const { range, tooltip } of documentLinks(document, files)) {
    expectInside(text, range);
    shown.push(tooltip);
  }
  for (const symbol of documentSymbols(document)) expectSymbol(text, symbol);
  for (const { startLine, endLine } of foldingRanges(document)) {
    expect(startLine).toBeGreaterThanOrEqual(0);
    expect(endLine).toBeGreaterThan(startLine);
    expect(endLine).toBeLessThan(document.lines.lineCount);
  }
  return JSON.stringify(shown);
}

/** Makes every fix by itself, and all together until there is nothing left; gives the text that has it all. */
export function everyFix(document: TomlDocument): string {
  const { text } = document;
  for (const { fixes } of check(document)) for (const { edits } of fixes) expectDiagnosed(applyEdits(text, edits));
  const diagnosticsOf = (fixed: string) => check(parseToml(fixed));
  const fixed = applyPreferredFixes(text, diagnosticsOf);
  expect(preferredEdits(diagnosticsOf(fixed)), JSON.stringify(text)).toEqual([]);
  return fixed;
}

function expectDiagnosed(text: string): void {
  const diagnostics: readonly Diagnostic[] = check(parseToml(text));
  for (const { range } of diagnostics) expectInside(text, range);
}

/** A range of an editor: inside of the text, and at no place where an editor has no cursor. */
function expectInside(text: string, { start, end }: OffsetRange): void {
  const inside = 0 <= start && start <= end && end <= text.length;
  if (inside && !isInsideCharacter(text, start) && !isInsideCharacter(text, end)) return;
  expect.fail(`${start}-${end} in ${text.length} units of ${JSON.stringify(text.slice(0, 2000))}`);
}

function expectEdits(text: string, edits: readonly TextEdit[]): void {
  const ordered = edits.toSorted((left, right) => left.range.start - right.range.start);
  let last = 0;
  for (const { range, newText } of ordered) {
    expectInside(text, range);
    expect(newText).toBeTypeOf("string");
    if (range.start < last) expect.fail(`edits overlap at ${range.start} in ${JSON.stringify(text.slice(0, 2000))}`);
    last = range.end;
  }
}

function expectSymbol(text: string, { name, range, selectionRange, children }: DocumentSymbol): void {
  expectInside(text, range);
  expectInside(text, selectionRange);
  // Editors refuse an outline with a selection outside of its symbol, or without a name.
  expect(range.start).toBeLessThanOrEqual(selectionRange.start);
  expect(range.end).toBeGreaterThanOrEqual(selectionRange.end);
  expect(name).not.toBe("");
  for (const child of children) expectSymbol(text, child);
}
