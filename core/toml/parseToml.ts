import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { LineIndex } from "../text/lineIndex.ts";
import type { OffsetRange } from "../text/range.ts";
import { buildTree } from "./buildTree.ts";
import type { TomlDocument, TomlStatement, TomlSyntaxError } from "./document.ts";
import { scanStatements } from "./scanStatements.ts";

/** After so many errors each statement is tried on its own instead. */
const maximumErrors = 40;

type Version = "1.0" | "1.1";

/**
 * Parses TOML 1.1, which is what Codex 0.169.0 reads. Never throws. A statement that is broken is left out of the tree and
 * reported, everything else stays: offsets are those of the text as given.
 */
export function parseToml(text: string): TomlDocument {
  const statements = scanStatements(text);
  const { program, errors } = parseMasked(text, statements);
  const carriageReturn = loneCarriageReturn(text, statements);
  if (
    carriageReturn &&
    !errors.some(({ range }) => range.start <= carriageReturn.range.start && carriageReturn.range.end <= range.end)
  )
    errors.push(carriageReturn);
  return { text, lines: new LineIndex(text), root: buildTree(program, text), errors, statements };
}

/**
 * The first carriage return that no line feed follows. The library takes some of them for line ends; TOML and Codex
 * refuse them everywhere, also in strings and comments.
 */
function loneCarriageReturn(text: string, statements: readonly TomlStatement[]): TomlSyntaxError | undefined {
  const start = /\r(?!\n)/.exec(text)?.index;
  if (start === undefined) return undefined;
  const range = { start, end: start + 1 };
  const statement = statements.findLast((one) => one.range.start <= start)?.range ?? range;
  return { range, message: "A line feed must follow a carriage return.", statement };
}

/**
 * Where a file that TOML 1.1 accepts is refused by readers of TOML 1.0, as Codex before 0.79 was; undefined when it is
 * portable, or broken in 1.1 already.
 */
export function findTomlVersion11Syntax({
  text,
  errors,
  statements,
}: TomlDocument): { readonly offset: number; readonly message: string } | undefined {
  if (errors.length > 0 || !mayHaveVersion11Syntax(text, statements)) return undefined;
  const result = tryParse(withoutByteOrderMark(text), "1.0");
  return result instanceof ParseError ? { offset: result.index, message: result.message } : undefined;
}

/** What TOML 1.1 brought: two escapes, times without seconds, trailing commas and line ends in inline tables. */
function mayHaveVersion11Syntax(text: string, statements: readonly TomlStatement[]): boolean {
  if (/\\[ex]|\d\d:\d\d(?!:\d\d)|,[ \t]*\}/.test(text)) return true;
  return statements.some(
    ({ value }) => value !== undefined && /\{[\s\S]*[\r\n]/.test(text.slice(value.start, value.end)),
  );
}

/** A byte order mark is skipped by Codex; a space in its place keeps all offsets. */
function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
}

function tryParse(text: string, tomlVersion: Version = "1.1"): AST.TOMLProgram | ParseError {
  try {
    return parseTOML(text, { tomlVersion });
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
}

function parseMasked(text: string, statements: readonly TomlStatement[]) {
  const errors: TomlSyntaxError[] = [];
  let masked = withoutByteOrderMark(text);
  for (let round = 0; round < maximumErrors; round++) {
    const result = tryParse(masked);
    if (!(result instanceof ParseError)) return { program: result, errors };
    const index = guiltyStatement(masked, statements, result);
    const guilty = statements[index];
    if (guilty === undefined) break;
    errors.push(syntaxError(text, result, guilty));
    masked = maskStatement(masked, statements, index);
  }
  for (const [index, statement] of statements.entries()) {
    const alone = tryParse(masked.slice(statement.range.start, statement.range.end));
    if (!(alone instanceof ParseError)) continue;
    errors.push({ range: statement.range, message: sentence(alone.message), statement: statement.range });
    masked = maskStatement(masked, statements, index);
  }
  const last = tryParse(masked);
  return { program: last instanceof ParseError ? undefined : last, errors };
}

/**
 * The statement that is to blame for an error. The parser often notices only later that a statement was not finished, so
 * the statements before the error are tried alone; if each is sound, the one at the error repeats a key.
 */
function guiltyStatement(masked: string, statements: readonly TomlStatement[], error: ParseError): number {
  let last = statements.findIndex(({ range }) => range.end >= error.index);
  if (last < 0) last = statements.length - 1;
  const textAt = (index: number) => {
    const range = statements[index]?.range;
    return range ? masked.slice(range.start, range.end).trim() : "";
  };
  while (last > 0 && textAt(last) === "") last--;
  if (isRepetitionMessage(error.message)) return last;
  for (let index = last; index >= 0; index--) {
    const alone = textAt(index);
    if (alone !== "" && tryParse(alone) instanceof ParseError) return index;
  }
  return last;
}

/**
 * Whether an error says that a key or table is defined twice. The library has no public codes; this is its text for
 * `dupe-keys`. A test fails should it change.
 */
export function isRepetitionMessage(message: string): boolean {
  return message.startsWith("Defining a key multiple times");
}

/** Spaces in place of the statement; with a header go all pairs below it, so that none lands in the wrong table. */
function maskStatement(masked: string, statements: readonly TomlStatement[], index: number): string {
  const guilty = statements[index];
  if (guilty === undefined) return masked;
  let end = guilty.range.end;
  if (guilty.kind === "header" || guilty.kind === "array-header") {
    const next = statements.findIndex(({ kind }, at) => at > index && (kind === "header" || kind === "array-header"));
    end = statements[next]?.range.start ?? masked.length;
  }
  const { start } = guilty.range;
  return (
    masked.slice(0, start) +
    masked
      .slice(start, end)
      .replace(/[^\r\n]/g, " ")
      .replace(/\r(?!\n)/g, " ") +
    masked.slice(end)
  );
}

function syntaxError(text: string, error: ParseError, { range: statement }: TomlStatement): TomlSyntaxError {
  return { range: errorRange(text, error.index, statement), message: sentence(error.message), statement };
}

/** From what is wrong to the end of the word at which the parser noticed; always at least one character where there is one. */
function errorRange(text: string, index: number, statement: OffsetRange): OffsetRange {
  const behindCarriageReturn = text[index - 1] === "\r" && text[index] !== "\n";
  const offset = Math.min(behindCarriageReturn ? index - 1 : index, text.length);
  let end = offset;
  while (end < text.length && /[A-Za-z0-9_-]/.test(text[end] ?? "")) end++;
  if (end === offset && offset < text.length && (behindCarriageReturn || !/[\r\n]/.test(text[offset] ?? ""))) end++;
  if (offset > statement.end) return { start: Math.max(statement.start, statement.end - 1), end };
  if (end === offset) return { start: Math.max(statement.start, offset - 1), end };
  return { start: offset, end };
}

function sentence(message: string): string {
  return message.endsWith(".") ? message : `${message}.`;
}
