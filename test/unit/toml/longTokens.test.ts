import { ParseError, parseTOML } from "toml-eslint-parser";
import { describe, expect, test } from "vitest";
import type { TomlDocument, TomlValue } from "../../../core/toml/document.ts";
import { findTomlVersion11Syntax, parseToml } from "../../../core/toml/parseToml.ts";
import { decodeString, stringEnd } from "../../../core/toml/strings.ts";
import fc from "../seededCheck.ts";

const long = 200_000;
const letters = "A".repeat(long);

function plain(value: TomlValue): unknown {
  if (value.kind === "array") return value.elements.map(plain);
  if (value.kind === "table")
    return Object.fromEntries([...value.entries].map(([name, one]) => [name, plain(one.value)]));
  return value.value;
}
const read = (document: TomlDocument) => ({ errors: document.errors, root: plain(document.root) });

describe("What is longer than the library can hold is read", () => {
  test.each([
    ["a string", `"${letters}"`, letters],
    ["a literal string", `'${letters}'`, letters],
    ["a string over lines", `"""\n${"A\n".repeat(long)}\\\n  """`, "A\n".repeat(long)],
    ["a literal string over lines", `'''\n${"A\r\n".repeat(long)}'''''`, `${"A\n".repeat(long)}''`],
    ["a string of escapes", `"${"\\u0041\\n".repeat(long)}"`, "A\n".repeat(long)],
    ["a string of quotes", `"""${'""\\"'.repeat(long)}"""`, '"""'.repeat(long)],
  ])("%s", (_, written, value) => {
    const text = `x = { a = [${written}, 1], b = ${written} } # c\ny = 2\n`;
    const document = parseToml(text);
    expect(read(document)).toEqual({ errors: [], root: { x: { a: [value, 1n], b: value }, y: 2n } });
    const x = document.root.entries.get("x")?.value;
    const b = x?.kind === "table" ? x.entries.get("b")?.value.range : undefined;
    expect(text.slice(b?.start, b?.end)).toBe(written);
  });

  test("a key, in pairs, braces and headers", () => {
    const text = `"${letters}".a = 1\nx = { '${letters}' = 1, "${letters}\\u0042" = 2 }\n["y"."${letters}"]\nz = 3\n`;
    expect(read(parseToml(text))).toEqual({
      errors: [],
      root: { [letters]: { a: 1n }, x: { [letters]: 1n, [`${letters}B`]: 2n }, y: { [letters]: { z: 3n } } },
    });
  });

  test("and is refused where it is wrong, at its place", () => {
    const refused = (text: string) => parseToml(text).errors.map(({ range }) => range.start);
    expect(refused(`x = "${letters}\\q"\n`)).toEqual([6 + long]);
    expect(refused(`x = '${letters}\u0001'\n`)).toEqual([5 + long]);
    expect(refused(`x = "${letters}\\ud800"\n`)).toHaveLength(1);
    expect(refused(`x = ["${letters}", }\n`)).toEqual([9 + long]);
    expect(refused(`x = { "${letters}" = 1, '${letters}' = 2 }\n`)).toHaveLength(1);
  });

  test("also what TOML 1.0 has no words for", () => {
    expect(findTomlVersion11Syntax(parseToml(`x = "${letters}\\e"\n`))?.offset).toBe(5 + long);
    expect(findTomlVersion11Syntax(parseToml(`x = "${letters}"\n`))).toBeUndefined();
  });
});

describe("What cannot be read is said, and never left out in silence", () => {
  test.each([
    ["a number", `0.${"1".repeat(long)}`],
    ["a whole number", "1".repeat(long)],
  ])("%s", (_, written) => {
    const { errors } = parseToml(`y = 1\nx = ${written}\n`);
    expect(errors.map(({ message, statement }) => [message, statement.start])).toEqual([
      ["It is too long to be checked here, though Codex may read it.", 6],
    ]);
  });

  test.each([
    ["brackets", "[", "]"],
    ["braces", "{a=", "}"],
    ["brackets that are never closed", "[", ""],
    ["braces that are never closed", "{ a = ", ""],
  ])("%s in %s", (_, open, close) => {
    const { errors } = parseToml(`x = ${open.repeat(400_000)}1${close.repeat(400_000)}\n`);
    expect(errors.map(({ message, range }) => [message, range.start])).toEqual([
      ["Codex follows no more than 80 levels.", 4 + 80 * open.length],
    ]);
  });

  test.each([
    ["a key", `${"a.".repeat(5000)}b = 1`, 0],
    ["a key of quoted parts", `${"'a' . ".repeat(5000)}b = 1`, 0],
    ["a header", `[ ${"a.".repeat(5000)}b]`, 2],
    ["a key in braces", `x = { y = "a.b", ${"a.".repeat(5000)}b = 1 }`, 17],
  ])("parts in %s", (_, text, offset) => {
    const { errors } = parseToml(`${text}\n`);
    expect(errors.map(({ message, range }) => [message, range.start])).toEqual([
      ["Codex follows no more than 80 levels.", offset],
    ]);
  });

  test("but values in a long list have parts of their own", () => {
    expect(parseToml(`x = [${"1.5, ".repeat(5000)}]\n`).errors).toEqual([]);
    expect(parseToml(`x = "${"a.b".repeat(5000)}" # ${"a.b".repeat(5000)}\n`).errors).toEqual([]);
  });

  test("what is wrong before it goes too deep", () => {
    const { errors } = parseToml(`x = [1 2, ${"[".repeat(5000)}\n`);
    expect(errors.map(({ range }) => range.start)).toEqual([7]);
  });
});

test("A string is decoded as the library decodes it", () => {
  const part = fc.constantFrom(
    ...[
      "a",
      "é",
      "😀",
      " ",
      "\t",
      "\n",
      "\r\n",
      '"',
      "'",
      "\\",
      "\\\\",
      '\\"',
      "\\n",
      "\\e",
      "\\q",
      "\\u0041",
      "\\x41",
    ],
    ...["\\U0001F600", "\\ud800", "\\u12", "\\\n", "\\  \r\n  ", "\u0001", "\u007f", "\u0085", '""', "''"],
  );
  const content = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(content, fc.constantFrom('"', "'", '"""', "'''"), (inner, quotes) => {
      const text = `${quotes}${inner}${quotes}`;
      const { end, closed } = stringEnd(text, 0);
      if (!closed || end !== text.length) return;
      let value: unknown;
      try {
        const [statement] = parseTOML(`x = ${text}\n`, { tomlVersion: "1.1" }).body[0].body;
        value = statement?.type === "TOMLKeyValue" && "value" in statement.value ? statement.value.value : undefined;
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
      const decoded = decodeString(text);
      expect("value" in decoded ? decoded.value : undefined).toBe(value);
    }),
    { numRuns: 2000 },
  );
});
