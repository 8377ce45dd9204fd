import type { OffsetRange } from "../../text/range.ts";
import type { TomlKeyPart, TomlStatement } from "../document.ts";
import { type LooseValue, scanLooseValue } from "./looseValue.ts";
import type { TomlSurface } from "./tomlSurface.ts";

/** An entry of the outline. Values are not part of it: they may be secrets. */
export interface DocumentSymbol {
  readonly name: string;
  readonly kind: "table" | "array" | "key";
  readonly range: OffsetRange;
  readonly selectionRange: OffsetRange;
  readonly children: readonly DocumentSymbol[];
}

interface OpenSymbol extends DocumentSymbol {
  range: OffsetRange;
  readonly children: DocumentSymbol[];
}

/** Inline tables are shown down to this depth. */
const maximumDepth = 8;

/** The outline has so many entries at most: it would else be forty times as long as a hostile file, and nobody reads on. */
export const mostSymbols = 10_000;

/** The first tables with their keys, in the order of the file, up to `mostSymbols`; broken lines are left out. */
export function documentSymbols(document: TomlSurface): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  const room = { left: mostSymbols };
  let table: OpenSymbol | undefined;
  for (const statement of document.statements) {
    const [first, last] = [statement.key[0], statement.key.at(-1)];
    if (first === undefined || last === undefined || statement.kind === "broken") continue;
    if (--room.left < 0) break;
    const selectionRange = { start: first.range.start, end: last.range.end };
    const name = keyText(document.text, statement.key);
    if (statement.kind === "pair") {
      const symbol = pairSymbol(document.text, statement, name, selectionRange, room);
      if (table === undefined) symbols.push(symbol);
      else {
        table.children.push(symbol);
        table.range = { start: table.range.start, end: symbol.range.end };
      }
    } else {
      const kind = statement.kind === "header" ? "table" : "array";
      table = { name, kind, range: statement.range, selectionRange, children: [] };
      symbols.push(table);
    }
  }
  return symbols;
}

/** How many entries the outline still takes. */
interface Room {
  left: number;
}

function pairSymbol(
  text: string,
  { range, value }: TomlStatement,
  name: string,
  selectionRange: OffsetRange,
  room: Room,
) {
  return valueSymbol(text, name, range, selectionRange, value && scanLooseValue(text, value), 0, room);
}

function valueSymbol(
  text: string,
  name: string,
  range: OffsetRange,
  selectionRange: OffsetRange,
  value: LooseValue | undefined,
  depth: number,
  room: Room,
): DocumentSymbol {
  if (value?.kind !== "table")
    return { name, kind: value?.kind === "array" ? "array" : "key", range, selectionRange, children: [] };
  const children = depth >= maximumDepth ? [] : value.pairs.flatMap((pair) => pairChild(text, pair, depth, room));
  return { name, kind: "table", range, selectionRange, children };
}

function pairChild(
  text: string,
  { key, range, value }: { key: readonly TomlKeyPart[]; range: OffsetRange; value: LooseValue | undefined },
  depth: number,
  room: Room,
): DocumentSymbol[] {
  const [first, last] = [key[0], key.at(-1)];
  if (first === undefined || last === undefined || --room.left < 0) return [];
  const selectionRange = { start: first.range.start, end: last.range.end };
  return [valueSymbol(text, keyText(text, key), range, selectionRange, value, depth + 1, room)];
}

/** A key as written, without the space around its dots. Never empty: an empty name keeps its quotes. */
function keyText(text: string, key: readonly TomlKeyPart[]): string {
  return key.map(({ range }) => text.slice(range.start, range.end)).join(".");
}
