import { describe, expect, test } from "vitest";
import { parseToml } from "../../../core/toml/parseToml.ts";
import { findStructuralMistake } from "../../../core/toml/structuralMistake.ts";

/** Line and column as Codex counts them: from one. Each place as the real Codex named it. */
function placeOf(text: string): string | undefined {
  const mistake = findStructuralMistake(text);
  if (mistake === undefined) return undefined;
  const { line, character } = parseToml(text).lines.positionAt(mistake.offset);
  return `${line + 1}:${character + 1}`;
}

describe("Codex names the place at which its reader noticed that parts do not fit", () => {
  test.each([
    ["an unclosed inline table: the end of the file", 'a = {\n  b = "1",\nc = "2"\n', "3:8"],
    ["an unclosed array", "a = [\n  1,\n", "2:5"],
    ["an unclosed table header", "[otel\nb = 1\n", "1:6"],
    ["an unclosed array of tables", "[[otel]\nb = 1\n", "1:8"],
    ["a key without a value", "a\nb = 1\n", "1:2"],
    ["a second equals sign", "a == 1\n", "1:4"],
    ["a missing comma in an inline table", "a = { b = '1' c = 2 }\n", "1:15"],
    ["a missing comma in an array", "a = [1 [2]]\n", "1:8"],
    ["a comma too many", "a = { b = 1,, c = 2 }\n", "1:13"],
    ["what stands behind a value", 'a = "1" b = 2\n', "1:9"],
    ["a closing bracket alone", "]\n", "1:1"],
    ["a closing brace alone", "a = }\n", "1:5"],
  ])("%s", (_name, text, place) => {
    expect(placeOf(text)).toBe(place);
  });

  test.each([
    'a = "unclosed\nb = 1\n',
    "a = 1\na = 2\n",
    "a = nonsense\n",
    "a =\nb = 1\n",
    "= 1\n",
    "[]\n",
    'a = """\nunclosed\n',
  ])("what is wrong inside of names and values is found later: %j", (text) => {
    expect(findStructuralMistake(text)).toBeUndefined();
    expect(parseToml(text).errors).not.toEqual([]);
  });

  test("brackets may be nested 80 deep", () => {
    const nested = (depth: number) => `a = ${"[".repeat(depth)}${"]".repeat(depth)}\n`;
    expect(findStructuralMistake(nested(80))).toBeUndefined();
    expect(findStructuralMistake(nested(81))).toMatchObject({ offset: 84 });
  });

  test("a hundred thousand brackets are no trouble", () => {
    expect(findStructuralMistake("[".repeat(100_000))).toBeUndefined();
    expect(findStructuralMistake(`a = ${"[".repeat(100_000)}`)).toBeDefined();
  });
});

describe("Codex takes line ends between the key, the equals sign and the value of an inline table", () => {
  test.each([
    'a = { b =\n  "1" }\n',
    'a = { b\n  = "1" }\n',
    'a = { b = # why\n  "1" }\n',
    'a = { b =\r\n  { c\r\n = "1" } }\r\n',
  ])("%j", (text) => {
    const { errors, root } = parseToml(text);
    expect(errors).toEqual([]);
    expect(root.entries.get("a")?.value.kind).toBe("table");
  });
  test("but not outside of one", () => {
    expect(parseToml('a =\n  "1"\n').errors).not.toEqual([]);
  });
});
