import { isHeader } from "../../toml/access.ts";
import type { TomlStatement } from "../../toml/document.ts";
import { quote, quoteKey } from "../../toml/edit/edits.ts";
import { headerNamePattern } from "./headerText.ts";

const quotes = "\"'`“”„‟‘’‚";
/** Longer ones are not fixed, so that hostile text costs no time. */
const longestStatement = 10_000;

const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** True for a statement whose key is that of a header: in a table `….headers`, or behind `headers.` in a dotted key. */
function isHeaderStatement(statement: TomlStatement): boolean {
  const { table, key } = statement;
  if (isHeader(statement) || !table.concat(key.map(({ text }) => text)).includes("otel")) return false;
  return table.at(-1) === "headers";
}

/**
 * A statement with headers that is no TOML, as it was meant: `Authorization: ApiKey x` below `[….headers]`, or such pairs
 * inside of `headers = { … }`. What is sound stays as it is written. Undefined when there is nothing of this.
 */
export function fixHeaderStatement(text: string, statement: TomlStatement, lineEnd: string): string | undefined {
  if (text.length > longestStatement) return undefined;
  return isHeaderStatement(statement) ? fixLine(text, lineEnd) : fixBraces(text);
}

/** `Authorization=ApiKey x,Monad-Pipeline-Id=y` below `[….headers]` is a list of headers, also where TOML would read it. */
export function fixHeaderList(text: string, statement: TomlStatement, lineEnd: string): string | undefined {
  if (text.length > longestStatement || !isHeaderStatement(statement)) return undefined;
  const parts = splitList(text);
  if (parts.length > 1) return joinLines(parts, lineEnd);
  return /^\s*[^\s=:]+\s*(?:=>|:=)/.test(text) ? fixPair(text) : undefined;
}

function fixLine(text: string, lineEnd: string): string | undefined {
  return joinLines([text], lineEnd) ?? joinLines(splitList(text), lineEnd);
}

function joinLines(parts: readonly string[], lineEnd: string): string | undefined {
  const lines = parts.map(fixPair);
  return lines.every((line) => line !== undefined) ? lines.join(lineEnd) : undefined;
}

/** A comma, and behind it a name of one to four words and its mark. */
const nextPair = /^[,;]\s*["'“‘]?[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?: [0-9A-Za-z]+){0,3}["'”’]?\s*[:=]/;

/** Commas outside of quotes, where a name and its mark follow. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let open = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (open !== "") {
      if (closes(open, character)) open = "";
    } else if (quotes.includes(character) && /[=:,{\s]/.test(text[at - 1] ?? " ")) open = character;
    else if (/[,;]/.test(character) && nextPair.test(text.slice(at))) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

const closing: Readonly<Record<string, string>> = { "“": "”", "„": "”“", "‘": "’", "‚": "’‘" };
const closes = (open: string, character: string) => (closing[open] ?? open).includes(character);

/** `Name: value`, with quotes of any kind or none, as a TOML pair; undefined when no name can be made out. */
function fixPair(text: string): string | undefined {
  const { body, comment } = withoutComment(text.replace(/^\s*-\s+/, ""));
  const whole = unquoted(body.trim());
  const match = /^\s*(.+?)\s*(?:=>|:=|[:=])\s*(.*)$/s.exec(
    /^["'“‘][^"'”’]*[:=]/.test(body) && whole !== body ? whole : body,
  );
  const name = unquoted(match?.[1]?.trim() ?? "")
    .trim()
    .replace(/\s+/g, "-");
  const written = (match?.[2] ?? "").trim().replace(/[,;]$/, "").trim();
  if (!namePattern.test(name) || !headerNamePattern.test(name) || written === "") return undefined;
  if (/^"(?:[^"\\\n]|\\.)*"$|^'[^'\n]*'$/.test(written)) return `${quoteKey(name)} = ${written}${comment}`;
  const value = unquoted(written);
  return new RegExp(`[${quotes}]`).test(value) ? undefined : `${quoteKey(name)} = ${quote(value)}${comment}`;
}

/** A comment begins with `#` behind a space, outside of quotes. */
function withoutComment(text: string): { readonly body: string; readonly comment: string } {
  let open = "";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (open !== "") {
      if (closes(open, character)) open = "";
    } else if (quotes.includes(character)) open = character;
    else if (character === "#" && /\s/.test(text[at - 1] ?? "")) {
      const body = text.slice(0, at).trimEnd();
      return { body, comment: text.slice(body.length) };
    }
  }
  return { body: text, comment: "" };
}

function unquoted(text: string): string {
  const inner = new RegExp(`^[${quotes}]+([^${quotes}]*)[${quotes}]*$|^([^${quotes}]*)[${quotes}]+$`).exec(text);
  return inner ? (inner[1] ?? inner[2] ?? text) : text;
}

/** The pairs between the braces behind `headers`, each on its own. */
function fixBraces(text: string): string | undefined {
  const open = /\bheaders["']?\s*[:=]\s*\{/.exec(text);
  if (!open || !/\botlp-|\bendpoint\b|^\s*headers\b/.test(text)) return undefined;
  const start = open.index + open[0].length;
  const end = closingBrace(text, start);
  if (end === undefined) return undefined;
  const inner = text.slice(start, end);
  if (/#/.test(inner) || inner.trim() === "") return undefined;
  const parts = inner
    .split(/[\r\n]+/)
    .flatMap(splitList)
    .map((part) => part.replace(/,$/, ""));
  const pairs = parts.map(fixPair);
  if (pairs.some((pair) => pair === undefined)) return undefined;
  const mark = open[0].replace(/\s*:\s*\{$/, " = {");
  return `${text.slice(0, open.index)}${mark} ${pairs.join(", ")} ${text.slice(end)}`;
}

function closingBrace(text: string, start: number): number | undefined {
  let open = "";
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (open !== "") {
      if (closes(open, character) || /[\r\n]/.test(character)) open = "";
    } else if (quotes.includes(character) && /[=:,{\s]/.test(text[at - 1] ?? " ")) open = character;
    else if (character === "{") return undefined;
    else if (character === "}") return at;
  }
  return undefined;
}
