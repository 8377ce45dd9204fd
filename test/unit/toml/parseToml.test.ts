import { describe, expect, test } from "vitest";
import type { TomlDocument, TomlValue } from "../../../core/toml/document.ts";
import { findTomlVersion11Syntax, isRepetitionMessage, parseToml } from "../../../core/toml/parseToml.ts";
import fc from "../seededCheck.ts";
import { configCases } from "./configCases.ts";

/** The value at a path, as plain data. */
function valueAt(document: TomlDocument, ...path: readonly string[]): unknown {
  let value: TomlValue | undefined = document.root;
  for (const name of path) value = value?.kind === "table" ? value.entries.get(name)?.value : undefined;
  return value && plain(value);
}

function plain(value: TomlValue): unknown {
  if (value.kind === "array") return value.elements.map(plain);
  if (value.kind === "table")
    return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry.value)]));
  return value.value;
}

const config = `# my settings
model = "gpt-5.2-codex"

[otel]
environment = "dev" # where
exporter = { otlp-grpc = {
  endpoint = "http://127.0.0.1:4317", # this machine
  headers = { x-team = "blue", },
} }

[otel.span_attributes]
"team.name" = "Zoë 🔑"
shard = '7'

[[profiles]]
name = "a"
[[profiles]]
name = "b"
`;

describe("A sound file", () => {
  test("is read as TOML 1.1, with nested, dotted and quoted keys", () => {
    const document = parseToml(config);
    expect(document.errors).toEqual([]);
    expect(valueAt(document)).toEqual({
      model: "gpt-5.2-codex",
      otel: {
        environment: "dev",
        exporter: { "otlp-grpc": { endpoint: "http://127.0.0.1:4317", headers: { "x-team": "blue" } } },
        span_attributes: { "team.name": "Zoë 🔑", shard: "7" },
      },
      profiles: [{ name: "a" }, { name: "b" }],
    });
  });
  test("has the exact range of each key and value in UTF-16 units", () => {
    const document = parseToml('[otel]\nspan_attributes = { "🔑é" = 5 }\n');
    const otel = document.root.entries.get("otel")?.value;
    const attributes = otel?.kind === "table" ? otel.entries.get("span_attributes")?.value : undefined;
    const entry = attributes?.kind === "table" ? attributes.entries.get("🔑é") : undefined;
    const text = (range?: { start: number; end: number }) => range && document.text.slice(range.start, range.end);
    expect(text(entry?.keys[0]?.range)).toBe('"🔑é"');
    expect(text(entry?.value.range)).toBe("5");
    expect(text(attributes?.range)).toBe('{ "🔑é" = 5 }');
  });
  test("may have Windows line ends and a byte order mark", () => {
    const document = parseToml(`\ufeff${config.replaceAll("\n", "\r\n")}`);
    expect(document.errors).toEqual([]);
    expect(valueAt(document, "otel", "environment")).toBe("dev");
  });
  test("may have keys that mean something in JavaScript", () => {
    const document = parseToml('__proto__ = 1\n[constructor]\ntoString = "x"\n');
    expect(document.errors).toEqual([]);
    expect(document.root.entries.get("__proto__")?.value).toMatchObject({ value: 1n });
  });
  test("keeps integers exact and dates as text", () => {
    expect(valueAt(parseToml("a = 9223372036854775807\nb = 2026-01-31\n"))).toEqual({
      a: 9223372036854775807n,
      b: "2026-01-31",
    });
  });
});

describe("Half-typed text keeps all the rest", () => {
  const before = parseToml(config);
  test.each([
    ["a key without value", "environment = \n"],
    ["a bare word", "log_us\n"],
    ["an open string", 'environment = "de\n'],
    ["an open bracket", "headers = [ \n"],
    ["an open inline table", "trace_exporter = { otlp-http = {\n"],
    ["an open multi-line string", 'note = """\n'],
    ["an open header", "[otel.trace_ex\n"],
    ["a duplicate", 'environment = "prod"\n'],
  ])("%s", (_, line) => {
    const text = config.replace("[otel.span_attributes]", `${line}\n[otel.span_attributes]`);
    const document = parseToml(text);
    expect(document.errors.length).toBeGreaterThan(0);
    expect(valueAt(document)).toEqual(valueAt(before));
  });
  test("a broken header takes its keys with it instead of giving them to the table above", () => {
    const document = parseToml('[otel]\nenvironment = "dev"\n[tui\ntheme = "dark"\n[history]\nsize = 1\n');
    expect(valueAt(document)).toEqual({ otel: { environment: "dev" }, history: { size: 1n } });
  });
  test("statements tell the table a line stands in, also where the line is broken", () => {
    const text = "[otel.exporter.otlp-grpc]\nendp";
    const statement = parseToml(text).statements.at(-1);
    expect(statement).toMatchObject({ kind: "broken", table: ["otel", "exporter", "otlp-grpc"] });
    expect(statement?.key.map((part) => part.text)).toEqual(["endp"]);
  });
});

describe("Where Codex stumbles over the syntax, so do we, on the same line", () => {
  const syntaxMessages = /duplicate key|cannot extend|expected `|expected newline|expected literal string/;
  const cases = configCases.filter(({ toml, codex }) => toml && codex.line && syntaxMessages.test(codex.message ?? ""));
  test.each(
    cases.filter(({ codex }) => !codex.message?.startsWith("unknown variant")).map((one) => [one.id, one] as const),
  )("%s", (_, { toml = "", codex }) => {
    const { errors, lines } = parseToml(toml);
    const covered = errors.map(({ range }) => lines.rangeAt(range));
    expect(
      covered.some(({ start, end }) => start.line + 1 <= Number(codex.line) && Number(codex.line) <= end.line + 1),
    ).toBe(true);
  });
});

describe("Each name is defined once, as Codex has it", () => {
  test.each([
    "[a.b.c]\nz = 1\n[a]\nb.e.f = 1\n",
    "[a]\nb.d = 1\n[a.b.c]\nx = 1\n",
    "[a.b]\n[a]\n",
    "[[a]]\n[a.b]\n[[a]]\n[a.b]\n",
    "a.b.c = 1\n[a.b.d]\nx = 1\n",
    "[a]\nb.c = 1\n[[a.b.d]]\nx = 1\n",
  ])("%j is fine", (text) => expect(parseToml(text).errors).toEqual([]));
  test.each([
    ["[a.b.c]\nz = 1\n[a]\nb.d = 1\n", 3],
    ["[[a.b]]\nz = 1\n[a]\nb.e = 1\n", 3],
    ["a = 1\n[a.b]\n", 1],
    ["a = { b = 1 }\n[a.c]\n", 1],
    ["[a]\n[b]\n[a]\n", 2],
    ["a = []\n[[a]]\n", 1],
    ["[a]\n[[a]]\n", 1],
  ])("%j repeats a name on line %d", (text, line) => {
    const { errors, lines } = parseToml(text);
    expect(errors.map(({ range }) => lines.positionAt(range.start).line)).toEqual([line]);
    expect(errors.every(({ message }) => isRepetitionMessage(message))).toBe(true);
  });
});

describe("Depth", () => {
  test.each([
    ["arrays", (depth: number) => `a = ${"[".repeat(depth)}${"]".repeat(depth)}\n`],
    ["inline tables", (depth: number) => `a = ${"{b=".repeat(depth)}1${"}".repeat(depth)}\n`],
    ["dotted keys", (depth: number) => `${Array.from({ length: depth }, () => "a").join(".")} = 1\n`],
    ["headers", (depth: number) => `[${Array.from({ length: depth }, () => "a").join(".")}]\n`],
  ])("%s go down 80 levels in Codex, and no further", (_, textOf) => {
    expect(parseToml(textOf(80)).errors).toEqual([]);
    expect(parseToml(textOf(81)).errors).toHaveLength(1);
    expect(() => parseToml(textOf(50_000))).not.toThrow();
  });
  test("a very long string is no mistake", () => {
    const text = `a = "${"x".repeat(300_000)}"\nb = 1\n`;
    expect(parseToml(text).errors).toEqual([]);
    expect(valueAt(parseToml(text), "b")).toBe(1n);
  });
});

test("an array may hold what looks like a header", () => {
  const document = parseToml('a = [\n[1],\n[2]\n]\nb = [\n["x"] # last\n]\n[c]\n');
  expect(document.errors).toEqual([]);
  expect(valueAt(document)).toEqual({ a: [[1n], [2n]], b: [["x"]], c: {} });
});

test("TOML 1.1 syntax is found for readers that know only 1.0", () => {
  const { offset = 0 } = findTomlVersion11Syntax(parseToml(config)) ?? {};
  expect(config.slice(offset)).toMatch(/^endpoint/);
  expect(findTomlVersion11Syntax(parseToml('[otel]\nenvironment = "dev"\n'))).toBeUndefined();
});

test.each(['a = "\\e[0m"', 'a = "\\x41"', "a = 07:32", "a = { b = 1, }", "a = {\n  b = 1\n}", "a = [ {\n b = 1 } ]"])(
  "%j is TOML 1.1",
  (text) => {
    expect(parseToml(`${text}\n`).errors).toEqual([]);
    expect(findTomlVersion11Syntax(parseToml(`${text}\n`))).toBeDefined();
  },
);

describe("Whatever the text, there is an answer and its ranges lie inside the text", () => {
  const check = (text: string) => {
    const document = parseToml(text);
    for (const { range } of [...document.errors, ...document.statements]) {
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThanOrEqual(text.length);
    }
  };
  test("cut off at every character", () => {
    for (let length = 0; length <= config.length; length++) check(config.slice(0, length));
  });
  test("every shared case", () => {
    for (const { toml } of configCases) if (toml) check(toml);
  });
  test("random text", () => {
    const character = fc.constantFrom(..."[]{}=.,\"'#\\ \t\r\n-_aZ0:é🔑\u0000\ud800");
    fc.assert(
      fc.property(fc.array(character, { maxLength: 80 }), (characters) => check(characters.join(""))),
      { numRuns: 500 },
    );
  });
  test("random edits", () => {
    const edit = fc.tuple(
      fc.nat(config.length),
      fc.nat(30),
      fc.constantFrom("", "[", "{", '"', '"""', "=", "\n", "x = ", "]]"),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = config;
        for (const [at, length, inserted] of edits) text = text.slice(0, at) + inserted + text.slice(at + length);
        check(text);
      }),
      { numRuns: 300 },
    );
  });
});
