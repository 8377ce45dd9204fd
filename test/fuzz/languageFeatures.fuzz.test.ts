import { describe, expect, test } from "vitest";
import { isInsideCharacter } from "../../core/text/wholeCharacters.ts";
import type { TomlDocument } from "../../core/toml/document.ts";
import { parseToml, reparseToml } from "../../core/toml/parseToml.ts";
import fc from "../unit/seededCheck.ts";
import { every, tries } from "./effort.ts";
import { check, everyAnswer, everyFix } from "./everyAnswer.ts";
import { applyEdit, edit, filesWithKeys, planted, seeds } from "./randomEdits.ts";

/** Up to `count` offsets all over a text, its ends among them. */
function offsetsOf(text: string, count: number): number[] {
  const step = Math.max(1, text.length / count);
  const offsets = Array.from({ length: Math.min(count, text.length) }, (_, index) => Math.floor(index * step));
  return [...offsets, text.length];
}

const cursors = (text: string, offsets: readonly number[]) =>
  offsets.filter((offset) => !isInsideCharacter(text, offset));

const answers = (document: TomlDocument, count = 12) =>
  everyAnswer(document, cursors(document.text, offsetsOf(document.text, count)));

const withLineEnds: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll("\n", "\r"),
  (text) => {
    let line = 0;
    return text.replaceAll("\n", () => ["\n", "\r\n", "\r"][line++ % 3] ?? "\n");
  },
];

describe("Whatever a person makes of a file, editors get answers inside of it", () => {
  test("edits one after another", () => {
    const text = fc.constantFrom(...seeds);
    const lineEnds = fc.constantFrom(...withLineEnds);
    const edits = fc.array(edit, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text, lineEnds, edits, (start, write, list) => {
        let document = reparseToml(undefined, write(start));
        check(document);
        for (const one of list) {
          document = reparseToml(document, applyEdit(document.text, one));
          answers(document, 6);
        }
        expect(check(document)).toEqual(check(parseToml(document.text)));
      }),
      { numRuns: tries(80) },
    );
  });

  test("every fix by itself, and all together until nothing is left", () => {
    const text = fc.constantFrom(...seeds);
    const lineEnds = fc.constantFrom(...withLineEnds);
    const edits = fc.array(edit, { maxLength: 3 });
    fc.assert(
      fc.property(text, lineEnds, edits, (start, write, list) => {
        everyFix(parseToml(list.reduce(applyEdit, write(start))));
      }),
      { numRuns: tries(120) },
    );
  });

  test("the file as far as each of its bytes, and each of its UTF-16 units", () => {
    const decoder = new TextDecoder();
    for (const text of [...filesWithKeys, filesWithKeys.join("").replaceAll("\n", "\r\n")]) {
      const bytes = new TextEncoder().encode(text);
      const truncated = new Set<string>();
      for (let end = 0; end <= bytes.length; end += every(5)) truncated.add(decoder.decode(bytes.subarray(0, end)));
      for (let end = 0; end <= text.length; end += every(5)) truncated.add(text.slice(0, end));
      let document: TomlDocument | undefined;
      for (const one of truncated) {
        document = reparseToml(document, one);
        everyAnswer(document, cursors(one, [one.length, Math.max(0, one.length - 3), one.length >> 1]));
      }
    }
  });

  test("the file from each of its UTF-16 units on", () => {
    for (const text of filesWithKeys)
      for (let start = 0; start <= text.length; start += every(5)) answers(parseToml(text.slice(start)), 3);
  });

  test("bytes that are no text at all", () => {
    const decoders = [new TextDecoder(), new TextDecoder("latin1"), new TextDecoder("utf-16le")];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...decoders), (bytes, decoder) => {
        const document = parseToml(decoder.decode(bytes));
        answers(document);
        everyFix(document);
      }),
      { numRuns: tries(120) },
    );
  });

  test("text of nothing but TOML's own signs", () => {
    const signs = fc.constantFrom(..."[]{}=.,\"'#\\ \t\r\n", "otel", "exporter", "headers", '"""', "otlp-http", "a");
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 60 }), (parts) => {
        const document = parseToml(parts.join(""));
        answers(document);
        everyFix(document);
      }),
      { numRuns: tries(200) },
    );
  });

  const many = 100_000;
  const nest = (open: string, close: string, count: number) => open.repeat(count) + close.repeat(count);
  test.each<[string, string]>([
    ["opened brackets", `[otel]\nexporter = ${"[".repeat(many)}`],
    ["opened brackets at the start", "[".repeat(many)],
    ["closed brackets", `[otel]\nexporter = ${"]".repeat(many)}`],
    ["opened braces", `[otel]\nexporter = ${"{".repeat(many)}`],
    ["braces with names", `[otel]\nexporter = ${"{ a = ".repeat(20_000)}`],
    ["brackets, opened and closed", `x = ${nest("[", "]", many)}`],
    ["braces, opened and closed", `[otel]\nexporter = ${nest("{ otlp-http = ", " }", 10_000)}`],
    ["headers below headers", `[otel.exporter.otlp-http]\nheaders = ${nest("{ headers = ", "}", 3_000)}`],
    ["dots", `[otel]\n${"a.".repeat(many)}b = 1\n`],
    ["dots in a header", `[otel.${"a.".repeat(many)}b]\n`],
    ["a name", `[otel]\n${"k".repeat(1_000_000)} = 1\n`],
    ["a header's name", `[otel.exporter.otlp-http.headers]\n${"k".repeat(1_000_000)} = "v"\n`],
    ["a header's value", `[otel.exporter.otlp-http.headers]\nAuthorization = "${"é ".repeat(500_000)}"\n`],
    ["an endpoint", `[otel.exporter.otlp-http]\nendpoint = "https://${"a.".repeat(500_000)}b"\n`],
    ["a number", `[otel]\nenvironment = ${"9".repeat(500_000)}\n`],
    ["a word without quotes", `[otel]\nenvironment = ${"dev".repeat(300_000)}\n`],
    ["blanks", `[otel]\nexporter =${" ".repeat(1_000_000)}\n${" ".repeat(1_000_000)}x = 1`],
    ["quotes", `[otel]\nenvironment = ${'"'.repeat(many)}`],
    ["backslashes", `[otel]\nenvironment = "${"\\".repeat(many)}`],
    ["commas", `[otel]\nspan_attributes = { ${",".repeat(many)} }\n`],
    ["equals signs", `[otel]\nexporter ${"=".repeat(many)} "none"\n`],
    ["NUL", `[otel]\nexporter\0 = "\0none"\0\n${"\0".repeat(many)}`],
    ["line ends", `${"\r".repeat(many)}${"\r\n".repeat(many)}[otel]\nx = 1`],
    ["byte order marks", `${"\ufeff".repeat(many)}[otel]\nx = 1`],
    ["halves of characters", `[otel]\nenvironment = "${"\ud83d".repeat(many)}${"\udd11".repeat(many)}"`],
    ["broken lines", `[otel]\n${"exporter otlp-http\n".repeat(3_000)}`],
    ["the same key", `[otel]\n${'exporter = "none"\n'.repeat(3_000)}`],
    ["the same table", "[otel]\nexporter = 1\n".repeat(1_000)],
    ["wrong header names", `[otel.exporter.otlp-http.headers]\n${manyHeaders(2_000)}`],
    ["headers in one text", `[otel.exporter.otlp-http]\nheaders = "${"a=b,".repeat(50_000)}"\n`],
  ])("far too much of one thing: %s", (_, text) => {
    const document = parseToml(text);
    answers(document, 4);
    expect(check(reparseToml(document, `${text}\n[tui]\nx = 1\n`)).length).toBeGreaterThanOrEqual(0);
  });
});

function manyHeaders(count: number): string {
  return Array.from({ length: count }, (_, index) => `"bad name ${index}" = "\${X}"\n`).join("");
}

describe("No answer shows what stands in a header", () => {
  test("in whole files, and in files that are not yet written to their end", () => {
    for (const text of filesWithKeys) {
      expect(text).toContain(planted);
      const all = everyAnswer(
        parseToml(text),
        cursors(
          text,
          Array.from({ length: text.length + 1 }, (_, offset) => offset),
        ),
      );
      expect(all).not.toContain(planted);
      for (let end = 0; end <= text.length; end += every(5)) {
        const part = text.slice(0, end);
        const near = [end, end - 1, end - 4, end - 9].filter((offset) => offset >= 0);
        expect(everyAnswer(parseToml(part), cursors(part, near)), JSON.stringify(part)).not.toContain(planted);
      }
    }
  });

  test("in files that were edited somewhere", () => {
    const edits = fc.array(
      edit.filter(({ inserted }) => !inserted.includes(planted)),
      { minLength: 1, maxLength: 2 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...filesWithKeys), edits, (start, list) => {
        const text = list.reduce(applyEdit, start);
        expect(answers(parseToml(text), 80)).not.toContain(planted);
      }),
      { numRuns: tries(60) },
    );
  });
});
