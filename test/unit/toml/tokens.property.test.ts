import { type AST, ParseError, parseTOML, traverseNodes } from "toml-eslint-parser";
import { describe, expect, test } from "vitest";
import type { TomlDocument, TomlTable, TomlValue } from "../../../core/toml/document.ts";
import { type LooseValue, scanLooseValue, textOfLoose } from "../../../core/toml/language/looseValue.ts";
import { namesBelow, stringAt } from "../../../core/toml/language/writtenNames.ts";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { scanStatements } from "../../../core/toml/scanStatements.ts";
import { textOfString } from "../../../core/toml/strings.ts";
import { findStructuralMistake } from "../../../core/toml/structuralMistake.ts";
import { tokenAt } from "../../../core/toml/tokens.ts";
import fc from "../seededCheck.ts";

/** What a string may be made of, escapes that are none among them. */
const content = [
  ...["a", "b c", "é", "🔑", ".", "=", "#", ",", "[", "]", "{", "}", " ", "\t", "\n", "\r\n", "'", '"', "\\"],
  ...["\\\\", '\\"', "\\b", "\\t", "\\n", "\\f", "\\r", "\\e", "\\u0041", "\\x41", "\\U00000043", "\\U0001F600"],
  ...["\\/", "\\q", "\\ud800", "\\u12", "\\x4", "\\U00110000", "\\\n", "\\  \r\n  ", "\u0001", "\u007f", "\u0085"],
];
const string = fc
  .tuple(
    fc.constantFrom('"', "'", '"""', "'''"),
    fc.array(fc.constantFrom(...content), { maxLength: 4 }),
    fc.constantFrom(true, true, true, true, true, true, false),
  )
  .map(([quote, parts, closed]) => `${quote}${parts.join("")}${closed ? quote : ""}`);
const keyPart = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("a", "b-c", "_1", "07", '"\\x41"', '"\\U00000043"', "'\\x41'", '""', '"d.e"'),
  },
  { weight: 1, arbitrary: string },
);
const dot = fc.constantFrom(".", ".", " . ", "\t.", "..");
const key = fc
  .array(fc.tuple(keyPart, dot), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([part, sign], at) => (at === 0 ? part : sign + part)).join(""));
const scalar = fc.oneof(
  { weight: 4, arbitrary: string },
  { weight: 1, arbitrary: fc.constantFrom("1", "-2.5", "true", "07:32:00", "1979-05-27 07:32:00", "x", "") },
);
const separator = fc.constantFrom(", ", ",", ", # c\n", ",\n", " ");
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    scalar,
    fc
      .array(fc.tuple(tie("value"), separator), { maxLength: 3 })
      .map((parts) => `[${parts.map(([one, sign]) => one + sign).join("")}]`),
    fc
      .array(fc.tuple(key, tie("value"), separator), { maxLength: 3 })
      .map((parts) => `{ ${parts.map(([name, one, sign]) => `${name} = ${one}${sign}`).join("")} }`),
  ),
})).value;
const lineEnd = fc.constantFrom("\n", "\n", "\r\n", " # c\n", "\n\n");
const statement = fc.oneof(
  fc.tuple(key, value, lineEnd).map(([name, one, end]) => `${name} = ${one}${end}`),
  fc.tuple(key, lineEnd).map(([name, end]) => `[${name}]${end}`),
  fc.tuple(key, lineEnd).map(([name, end]) => `[[ ${name} ]]${end}`),
  fc.constantFrom("# c\n", "\n", "  \n"),
);
const texts = fc.array(statement, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));

const nameOf = (part: AST.TOMLBare | AST.TOMLQuoted) => (part.type === "TOMLBare" ? part.name : part.value);
const namesOf = ({ keys }: AST.TOMLKey) => keys.map(nameOf);

function parsed(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text, { tomlVersion: "1.1" });
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Keys and strings of a value, and how long all else is, by whom it was read. */
function libraryShape(node: AST.TOMLContentNode): unknown {
  if (node.type === "TOMLArray") return node.elements.map(libraryShape);
  if (node.type === "TOMLInlineTable")
    return { pairs: node.body.map((pair) => [namesOf(pair.key), libraryShape(pair.value)]) };
  return node.kind === "string" ? node.value : node.range[1] - node.range[0];
}

function looseShape(text: string, value: LooseValue | undefined): unknown {
  if (value?.kind === "array") return value.elements.map((element) => looseShape(text, element));
  if (value?.kind === "table")
    return { pairs: value.pairs.map((pair) => [pair.key.map((part) => part.text), looseShape(text, pair.value)]) };
  return value && (textOfLoose(text, value) ?? value.range.end - value.range.start);
}

function surfaceShape(text: string): unknown {
  return scanStatements(text).flatMap(({ kind, key: written, value: range }) => {
    if (kind === "blank" || kind === "comment") return [];
    const names = written.map((part) => part.text);
    return kind === "pair" ? [[names, range && looseShape(text, scanLooseValue(text, range))]] : [[names]];
  });
}

const rootShape = ({ body: [{ body }] }: AST.TOMLProgram): unknown =>
  body.flatMap((node) =>
    node.type === "TOMLKeyValue"
      ? [[namesOf(node.key), libraryShape(node.value)]]
      : [[namesOf(node.key)], ...node.body.map((pair) => [namesOf(pair.key), libraryShape(pair.value)])],
  );

describe("Whatever TOML the library accepts, every reader has its keys and strings", () => {
  test("statements and their values", () => {
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const program = parsed(text);
        if (program === undefined) return;
        accepted++;
        expect(surfaceShape(text), JSON.stringify(text)).toEqual(rootShape(program));
        expect(findStructuralMistake(text), JSON.stringify(text)).toBeUndefined();
      }),
      { numRuns: 6000 },
    );
    expect(accepted).toBeGreaterThan(600);
  });

  test("tokens", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const program = parsed(text);
        if (program === undefined) return;
        const strings = new Map<number, { readonly end: number; readonly value: string }>();
        traverseNodes(program, {
          enterNode(node) {
            if (node.type === "TOMLQuoted" || (node.type === "TOMLValue" && node.kind === "string"))
              strings.set(node.range[0], { end: node.range[1], value: node.value });
          },
          leaveNode() {},
        });
        let found = 0;
        for (let token = tokenAt(text, 0); token.kind !== "end"; token = tokenAt(text, token.end)) {
          expect(token.end).toBeGreaterThan(token.start);
          if (token.kind !== "string") continue;
          found++;
          const { start, end } = token;
          expect({ end, value: textOfString(text.slice(start, end)) }, JSON.stringify(text)).toEqual(
            strings.get(start),
          );
        }
        expect(found).toBe(strings.size);
      }),
      { numRuns: 3000 },
    );
  });
});

test("A key is the same on a line of its own and in braces, also where it is no TOML", () => {
  fc.assert(
    fc.property(key, scalar, (name, one) => {
      const line = `${name} = ${one}`;
      if (/[\r\n]/.test(line)) return;
      const [first] = scanStatements(line);
      const braces = `{${line}}`;
      const loose = scanLooseValue(braces, { start: 0, end: braces.length });
      const pair = loose?.kind === "table" ? loose.pairs.find(({ range }) => range.start === 1) : undefined;
      // one that is being typed is a part of the key in braces alone
      const closed = pair?.key.filter(({ range }) => !isOpen(braces.slice(range.start, range.end)));
      expect(closed?.map((part) => part.text) ?? [], line).toEqual(first?.key.map((part) => part.text));
    }),
    { numRuns: 3000 },
  );
});

const isOpen = (part: string) => /^["']/.test(part) && tokenAt(`${part}#`, 0).end > part.length;

describe("Escapes of names are read everywhere", () => {
  const names = (document: TomlDocument, path: readonly string[]) => [...namesBelow(document, path, -1)];
  const table = (value: TomlValue | undefined): TomlTable | undefined => (value?.kind === "table" ? value : undefined);

  test.each([
    ['["\\U00000043"]\nx = "v"\n', "C"],
    ['["\\x41"]\nx = "v"\n', "A"],
    ['["\\e"]\nx = "v"\n', "\u001b"],
    ['"\\x41" = { x = "v" }\n', "A"],
    ['"\\x41"."x" = "v"\n', "A"],
    ['"\\x41" = { "\\u0078" = "\\x76" }\n', "A"],
    ["'\\x41' = { x = 'v' }\n", "\\x41"],
    ['"\\"" = { x = """\nv""" }\n', '"'],
  ])("%j", (text, name) => {
    const document = parseToml(text);
    expect(document.errors).toEqual([]);
    expect(names(document, [])).toEqual([name]);
    expect(names(document, [name])).toEqual(["x"]);
    expect(stringAt(document, [name, "x"])).toBe("v");
    expect(table(document.root.entries.get(name)?.value)?.entries.get("x")?.value).toMatchObject({ value: "v" });
  });

  test.each(['["\\/"]\n', '["\\ud800"]\n', '["\\x4"]\n'])("%j is no TOML, and stands as it is written", (text) => {
    const document = parseToml(text);
    expect(document.errors).toHaveLength(1);
    expect(names(document, [])).toEqual([text.slice(2, -3)]);
  });
});

test("A string in braces ends with its line, whatever stands before the line end", () => {
  const text = '{ a = "x\\\n, b = 1 }';
  const loose = scanLooseValue(text, { start: 0, end: text.length });
  expect(loose?.kind === "table" && loose.pairs.map(({ key: [first] }) => first?.text)).toEqual(["a", "b"]);
});

test("A key with escapes begins a line that stands for itself", () => {
  const [first, second] = scanStatements('a = [\n1\n"\\"b" = 2\n');
  expect(first?.range.end).toBe(7);
  expect(second?.key[0]?.text).toBe('"b');
});
