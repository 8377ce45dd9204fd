import { escapeControlCharacters, shorten } from "../../text/escapeControl.ts";
import type { OffsetRange } from "../../text/range.ts";
import { isHeader, startsWith } from "../../toml/access.ts";
import type { TomlStatement } from "../../toml/document.ts";
import { type DocumentSymbol, documentSymbols } from "../../toml/language/documentSymbols.ts";
import type { TomlSurface } from "../../toml/language/tomlSurface.ts";
import { firstEndingAt } from "../../toml/statementSearch.ts";
import { stringsAt } from "./policySections.ts";

interface OpenSymbol extends DocumentSymbol {
  range: OffsetRange;
  readonly children: DocumentSymbol[];
}

/**
 * The outline of a policy: destinations with their tables, detections by their ids with the titles of their samples.
 * Values are no part of it beside these names.
 */
export function policySymbols(surface: TomlSurface): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  const open: { readonly path: readonly string[]; readonly symbol: OpenSymbol }[] = [];
  const headers = new Map(surface.statements.filter(isHeader).map((statement) => [statement.range.start, statement]));
  for (const symbol of documentSymbols(surface)) {
    const header = headers.get(symbol.range.start);
    if (header === undefined || symbol.kind === "key") {
      symbols.push(symbol);
      continue;
    }
    const path = header.table;
    while (open.length > 0 && !isInside(path, open.at(-1)?.path ?? [])) open.pop();
    const own: OpenSymbol = { ...symbol, name: nameOf(surface, header, symbol), children: [...symbol.children] };
    const parent = open.at(-1)?.symbol;
    if (parent === undefined) symbols.push(own);
    else parent.children.push(own);
    for (const { symbol: outer } of open) outer.range = { start: outer.range.start, end: own.range.end };
    open.push({ path, symbol: own });
  }
  return symbols;
}

function isInside(path: readonly string[], outer: readonly string[]): boolean {
  return path.length > outer.length && startsWith(path, outer);
}

const longestName = 80;

/** A detection is known by its id, a sample by its title. */
function nameOf(surface: TomlSurface, header: TomlStatement, symbol: DocumentSymbol): string {
  if (header.kind !== "array-header") return symbol.name;
  const path = header.table;
  const key = path.length === 1 ? "id" : path[1] === "samples" ? "title" : undefined;
  if (path[0] !== "detections" || key === undefined) return symbol.name;
  const { text, lines } = surface;
  const statements: TomlStatement[] = [];
  for (let at = firstEndingAt(surface.statements, symbol.range.start); at < surface.statements.length; at++) {
    const statement = surface.statements[at] as TomlStatement;
    if (statement.range.end > symbol.range.end) break;
    if (statement.kind === "pair" && statement.range.start >= symbol.range.start) statements.push(statement);
  }
  const [name] = stringsAt({ text, lines, statements }, [...path, key]);
  return name === undefined || name.trim() === "" ? symbol.name : shorten(escapeControlCharacters(name), longestName);
}
