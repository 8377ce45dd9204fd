import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { IGrammar } from "vscode-textmate";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { configCases } from "../toml/configCases.ts";
import { invalidTokens, loadToml, scopesOf, tokenise } from "./tokenise.ts";

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadToml({ injection: false });
});

const everything = String.raw`# a comment, with "quotes" and [brackets]
title = "TOML" # behind a value
bare-key_1 = 1
1234 = 1
"quoted \"key\"" = 1
'literal key' = 1
a . b."c.d".'e' = 1
empty = ""
'' = ''
escapes = "\b\t\n\f\r\e\"\\ \x41 \u00e9 \U0001F600"
basic = """
Roses are "red" \
  violets """""
literal = '''
C:\no\escapes 'here' '''''
one-quote = """"a" "" b"""
hexadecimal = 0xdead_BEEF
octal = 0o755
binary = 0b1101_0110
decimal = [ +99, -17, 0, 1_000, ]
floats = [ 1.0, -0.01, 5e+22, 1e06, 6.626e-34, 224_617.445_991, -0e0 ]
special = [ inf, +inf, -inf, nan, +nan, -nan ]
yes = true
no = false
odt = [ 1979-05-27T07:32:00Z, 1979-05-27 07:32:00.999-07:00, 1979-05-27t07:32z ]
ldt = 1979-05-27T07:32:00.5
ld = 1979-05-27
lt = [ 07:32:00, 07:32, 00:32:00.999999 ]
nested = [
  # a comment in an array
  [ 1, 2 ], # behind an element
  [ "x" ],
  [true],
  { a = 1, b.c = "d" },
]
point = { x = 1,
  y = 2, # a comment in an inline table

  "z z" = { deep = [ { } ] },
}

[table]
[ table . "quoted ] key" .'lit' ] # behind a header
key = 1
[[products]]
name = "Hammer"
[[ products.variety ]]
`;

describe("A file with everything TOML 1.1 knows", () => {
  test("is sound, and nothing in it is marked invalid", () => {
    expect(parseToml(everything).errors).toEqual([]);
    expect(invalidTokens(tokenise(grammar, everything))).toEqual([]);
    expect(invalidTokens(tokenise(grammar, everything.replaceAll("\n", "\r\n")))).toEqual([]);
  });

  test.each([
    ["TOML", "string.quoted.single.basic.line.toml"],
    ["bare-key_1", "support.type.property-name.toml"],
    ["1234", "support.type.property-name.toml"],
    ["literal key", "support.type.property-name.toml"],
    ["c.d", "support.type.property-name.toml"],
    [String.raw`\e`, "constant.character.escape.toml"],
    [String.raw`\x41`, "constant.character.escape.hex.toml"],
    [String.raw`\u00e9`, "constant.character.escape.unicode.toml"],
    [String.raw`\U0001F600`, "constant.character.escape.unicode.toml"],
    ["\\", "constant.character.escape.newline.toml"],
    ["violets", "string.quoted.triple.basic.block.toml"],
    ["C:\\no\\escapes 'here'", "string.quoted.triple.literal.block.toml"],
    [`"a" "" b`, "string.quoted.triple.basic.block.toml"],
    ["0xdead_BEEF", "constant.numeric.hex.toml"],
    ["0o755", "constant.numeric.oct.toml"],
    ["0b1101_0110", "constant.numeric.bin.toml"],
    ["-17", "constant.numeric.integer.toml"],
    ["1_000", "constant.numeric.integer.toml"],
    ["224_617.445_991", "constant.numeric.float.toml"],
    ["5e+22", "constant.numeric.float.toml"],
    ["-inf", "constant.numeric.inf.toml"],
    ["nan", "constant.numeric.nan.toml"],
    ["true", "constant.language.boolean.true.toml"],
    ["false", "constant.language.boolean.false.toml"],
    ["1979-05-27 07:32:00.999-07:00", "constant.other.time.datetime.offset.toml"],
    ["1979-05-27t07:32z", "constant.other.time.datetime.offset.toml"],
    ["1979-05-27T07:32:00.5", "constant.other.time.datetime.local.toml"],
    ["1979-05-27", "constant.other.time.date.toml"],
    ["07:32", "constant.other.time.time.toml"],
    ["a comment in an array", "meta.array.toml comment.line.number-sign.toml"],
    ["a comment in an inline table", "meta.table.inline.toml comment.line.number-sign.toml"],
    ["z z", "meta.table.inline.toml meta.entry.toml string.quoted.double.toml support.type.property-name.toml"],
    ["quoted ] key", "entity.name.section.toml"],
    ["products", "meta.array.table.toml entity.name.section.toml"],
  ])("colours %s as %s", (text, scope) => {
    expect(scopesOf(tokenise(grammar, everything), text)).toContain(scope);
  });
});

test("Every sound configuration of the observed cases is coloured without an invalid mark", () => {
  const sound = configCases.filter(({ toml }) => toml !== undefined && parseToml(toml).errors.length === 0);
  expect(sound.length).toBeGreaterThan(80);
  for (const { id, toml = "" } of sound) expect(invalidTokens(tokenise(grammar, toml)), id).toEqual([]);
});

test("The policy and the tables it has are coloured without an invalid mark", () => {
  const policy = readFileSync(join(import.meta.dirname, "../../../policies/default.toml"), "utf8");
  expect(invalidTokens(tokenise(grammar, policy))).toEqual([]);
});

describe("What is wrong stands out", () => {
  test.each([
    ["an escape that TOML does not know", String.raw`a = "\q"`, [String.raw`\q`]],
    ["half a surrogate pair", String.raw`a = "\ud800"`, [String.raw`\u`]],
    ["a string that is not closed", 'a = "b', ["b"]],
    ["a number with a leading zero", "a = 012", ["012"]],
    ["a capital boolean", "a = False", ["False"]],
    ["a month that does not exist", "a = 2026-13-01", ["2026-13-01"]],
    ["a word behind a value", "a = 1 x", ["x"]],
    ["typographic quotes", "a = “dev”", ["“dev”"]],
    ["a colon in place of the equals sign", "a: 1", [":"]],
    ["slashes for a comment", "// c", ["//", "c"]],
    ["a pair behind a header", "[a] b = 1", ["b", "=", "1"]],
    ["a control character", 'a = "\u0001x"', ["\u0001"]],
  ])("%s", (_what, text, invalid) => {
    expect(invalidTokens(tokenise(grammar, text))).toEqual(invalid);
  });
});

describe("A half-typed line does not spoil the colours below it", () => {
  test.each([
    ["a string", 'a = "b'],
    ["an array", "a = [ 1,"],
    ["an inline table", "a = { b = { c = 1 }"],
    ["a header", "[a"],
    ["a key", "a ="],
  ])("%s that is not finished", (_what, line) => {
    const tokens = tokenise(grammar, `${line}\n[next]\nkey = true\n`);
    expect(scopesOf(tokens, "next")).toContain("entity.name.section.toml");
    expect(scopesOf(tokens, "key")).toBe("source.toml meta.entry.toml support.type.property-name.toml");
    expect(scopesOf(tokens, "true")).toBe("source.toml meta.entry.toml constant.language.boolean.true.toml");
  });
});
