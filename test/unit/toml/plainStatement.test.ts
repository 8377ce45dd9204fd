import { describe, expect, test } from "vitest";
import { defaultPolicyText } from "../../../core/policy/read/defaultPolicy.ts";
import { readStatement } from "../../../core/toml/parseStatement.ts";
import { plainMistake, plainStatement } from "../../../core/toml/plainStatement.ts";
import { scanStatements } from "../../../core/toml/scanStatements.ts";
import { generatedConfigs } from "../../oracle/generatedConfigs.ts";
import fc from "../seededCheck.ts";
import { configCases } from "./configCases.ts";

/** Holds what is read of a plain statement to what the library says of it; false where it is left to the library. */
function agrees(statement: string): boolean {
  const plain = plainStatement(statement);
  if (plain === undefined) return false;
  expect(readStatement(statement), JSON.stringify(statement)).toEqual({
    sound: true,
    node: plain ?? undefined,
    oversizedIntegers: [],
    version11: undefined,
  });
  return true;
}

/** The same for what is plainly wrong. */
function agreesOnMistake(statement: string): boolean {
  const mistake = plainMistake(statement);
  if (mistake === undefined) return false;
  expect(readStatement(statement), JSON.stringify(statement)).toEqual({ sound: false, ...mistake });
  return true;
}

const statementsOf = (text: string) =>
  scanStatements(text)
    .map(({ range }) => text.slice(range.start, range.end))
    .filter((statement) => statement !== "");

describe("A plain statement is read as the library reads it", () => {
  test.each([
    "a = 1",
    "a=-12 # comment",
    "a-b_9 . c =\ttrue",
    "a = false",
    'a = ""',
    "a = ''",
    'a = "x é 🔑 # [ = ,"',
    "a = 'c:\\dir'",
    '"a b".\'c.d\'."" = 0',
    "a = 999999999999999999",
    "a = []",
    "a = [1, [ 'x' ], ]",
    "a = [\n  1,\r\n\t2\n]",
    "a = {}",
    'a = { b = 1, "c d" = { e = [true] } }',
    "a = { b.c = 1, d.e = 2 }",
    "[a]",
    '[ a . "b" ] # comment',
    "[[a.b]]",
    "# comment é",
    "#",
    '__proto__ = { constructor = "x" }',
  ])("%s", (statement) => {
    expect(agrees(statement)).toBe(true);
  });

  test.each([
    "a = 1.5",
    "a = 1e3",
    "a = 1979-05-27",
    "a = 07:32",
    "a = 0x1f",
    "a = 1_000",
    "a = 01",
    "a = +1",
    "a = -0",
    "a = 9223372036854775808",
    "a = truer",
    "a = inf",
    'a = "\\u00e9"',
    'a = """x"""',
    "a = '''x'''",
    'a = "x',
    'a = "\u0000"',
    'a = "x" "y"',
    "a = { b = 1, }",
    "a = { b = 1, b = 2 }",
    "a = { b.c = 1, b.d = 2 }",
    "a = {\n b = 1 }",
    "a = { b = [\n1] }",
    "a = [1 2]",
    "a = [,]",
    "a = [ # comment\n]",
    "a = [\r1]",
    "a = 1\r",
    "# \u007f",
    "# \ud800",
    "a",
    "a = ",
    "= 1",
    "a. = 1",
    "[a]b",
    "[[a] ]",
    "[ [a]]",
    "[]",
    `a = ${"[".repeat(20)}${"]".repeat(20)}`,
    `a${".a".repeat(20)} = 1`,
  ])("what is anything else is left to it: %s", (statement) => {
    expect(plainStatement(statement)).toBeUndefined();
  });

  test("in every known configuration and policy, most of which is plain", () => {
    const cases = configCases.flatMap(({ toml }) => (toml === undefined ? [] : [toml]));
    const statements = [defaultPolicyText, ...cases, ...generatedConfigs(400)].flatMap(statementsOf);
    const plain = statements.filter(agrees);
    expect(plain.length).toBeGreaterThan(statements.length / 2);
  });

  test("whatever signs it is made of", () => {
    const sign = fc.constantFrom(
      ...[..."[]{}=.,\"'#\\ \t\r\n_-+a0:é🔑\ufeff\u0000\u007f\u0085\u00a0\u2028\ud800", "=", "= ", ", ", "[[", "]]"],
      ...["a = ", "b", "1", "-1", "true", "false", '"x"', "'y'", '""', "[", "]", "{ a = 1", "}", " # c", "\r\n", '"""'],
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 14 }), (signs) => {
        for (const statement of [signs.join(""), `a = ${signs.join("")}`, `a${signs.join("")}`])
          if (statement !== "" && !agrees(statement)) agreesOnMistake(statement);
      }),
      { numRuns: 20_000, seed: 20261201 },
    );
  });

  test("with values in values", () => {
    const key = fc.array(fc.constantFrom("a", "b", '"c d"', "'e'", "f-1"), { minLength: 1, maxLength: 3 });
    const scalar = fc.constantFrom(
      "1",
      "-7",
      "0",
      "true",
      "false",
      '"x"',
      "'y'",
      '"é\t"',
      "1.5",
      '"\\n"',
      "2020-01-01",
    );
    const blank = fc.constantFrom("", " ", "\t", "\n", "\r\n");
    const { value } = fc.letrec<{ value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", maxDepth: 4 },
        scalar,
        fc
          .tuple(fc.array(tie("value"), { maxLength: 3 }), blank, fc.constantFrom("", ","))
          .map(([values, between, end]) => `[${between}${values.join(`,${between}`)}${values.length > 0 ? end : ""}]`),
        fc
          .array(fc.tuple(key, tie("value")), { maxLength: 3 })
          .map((pairs) => `{ ${pairs.map(([name, inner]) => `${name.join(".")} = ${inner}`).join(", ")} }`),
      ),
    }));
    fc.assert(
      fc.property(key, value, (name, inner) => {
        agrees(`${name.join(" . ")} = ${inner}`);
      }),
      { numRuns: 5000, seed: 20261202 },
    );
  });
});

describe("What is plainly wrong with a statement is said as the library says it", () => {
  test.each([
    "a: 1",
    "a.b : 1",
    '"a b": 1',
    "a b = 1",
    "a , b = 1",
    "a ] = 1",
    "a é",
    "a = prod",
    "a = é",
    "a = @",
    "a = ]",
    "a = = 1",
    "a = .5",
    'a = "x',
    "a = 'x # y",
    "a 🔑",
    "a \u0000 = 1",
  ])("%s", (statement) => {
    expect(agreesOnMistake(statement)).toBe(true);
  });

  test.each([
    "a = 1",
    "a",
    "a # c",
    "a =",
    "a = # c",
    'a = "x',
    'a = """x',
    'a = "x\\',
    "a = ['",
    "a.",
    'a "b',
    "[a",
    "x = \ny",
  ])("what may be anything else is left to it: %s", (statement) => {
    expect(plainMistake(statement) === undefined || agreesOnMistake(statement)).toBe(true);
  });

  test("in every known configuration and generated one", () => {
    const cases = configCases.flatMap(({ toml }) => (toml === undefined ? [] : [toml]));
    const cut = [...cases, ...generatedConfigs(200)].flatMap(statementsOf).flatMap((statement) => {
      const middle = statement.length >> 1;
      return [
        statement.slice(0, middle),
        statement.slice(middle),
        `${statement.slice(0, middle)} ${statement.slice(middle)}`,
      ];
    });
    expect(cut.filter(agreesOnMistake).length).toBeGreaterThan(100);
  });
});
