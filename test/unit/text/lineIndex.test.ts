import { expect, test } from "vitest";
import { LineIndex } from "../../../core/text/lineIndex.ts";
import { isInsideCharacter, wholeCharacters } from "../../../core/text/wholeCharacters.ts";

test.each([
  ["line feeds", "ab\ncd\n", [0, 2, 3, 5, 6]],
  ["carriage returns with line feeds", "ab\r\ncd\r\n", [0, 2, 4, 6, 8]],
  ["carriage returns", "ab\rcd\r", [0, 2, 3, 5, 6]],
  ["no line end at the end", "ab\ncd", [0, 2, 3, 5, 5]],
])("a place behind the end of its line is that end: %s", (_, text, [first, firstEnd, second, secondEnd, end]) => {
  const lines = new LineIndex(text);
  const behind = 999;
  expect(lines.offsetAt({ line: 0, character: 0 })).toBe(first);
  expect(lines.offsetAt({ line: 0, character: behind })).toBe(firstEnd);
  expect(lines.offsetAt({ line: 1, character: 0 })).toBe(second);
  expect(lines.offsetAt({ line: 1, character: behind })).toBe(secondEnd);
  expect(lines.offsetAt({ line: 2, character: 0 })).toBe(end);
  expect(lines.offsetAt({ line: behind, character: behind })).toBe(end);
  expect(lines.offsetAt({ line: -1, character: 5 })).toBe(0);
});

test("a range never ends inside of a character or of a line end", () => {
  const text = "a🔑\r\nb\rc\n\ud83d";
  const inside = [...text].flatMap((_, at) => (isInsideCharacter(text, at) ? [at] : []));
  expect(inside).toEqual([2, 4]);
  expect(wholeCharacters(text, { start: 2, end: 4 })).toEqual({ start: 1, end: 5 });
  expect(wholeCharacters(text, { start: 2, end: 2 })).toEqual({ start: 1, end: 3 });
  expect(wholeCharacters(text, { start: 0, end: text.length })).toEqual({ start: 0, end: text.length });
});
