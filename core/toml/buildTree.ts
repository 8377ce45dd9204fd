import type { AST } from "toml-eslint-parser";
import type { OffsetRange } from "../text/range.ts";
import type { TomlEntry, TomlKeyPart, TomlTable, TomlValue } from "./document.ts";

type Form = TomlTable["form"];

class MutableTable implements TomlTable {
  readonly kind = "table";
  readonly entries = new Map<string, MutableEntry>();
  constructor(
    public form: Form,
    public range: OffsetRange,
  ) {}
}

interface MutableEntry extends TomlEntry {
  readonly keys: TomlKeyPart[];
  value: TomlValue;
}

const rangeOf = ({ range: [start, end] }: AST.TOMLNode): OffsetRange => ({ start, end });

function keyPart(key: AST.TOMLBare | AST.TOMLQuoted): TomlKeyPart {
  const quoted = key.type === "TOMLQuoted";
  return { text: quoted ? key.value : key.name, range: rangeOf(key), quoted };
}

/** The tree of a parsed program: headers, dotted keys and inline tables all become nested tables. */
export function buildTree(program: AST.TOMLProgram | undefined, text: string): TomlTable {
  const root = new MutableTable("root", { start: 0, end: text.length });
  for (const node of program?.body[0].body ?? []) {
    if (node.type === "TOMLKeyValue") addPair(root, node);
    else addTable(root, node);
  }
  return root;
}

function addTable(root: MutableTable, node: AST.TOMLTable): void {
  const parts = node.key.keys.map(keyPart);
  const last = parts.pop();
  if (last === undefined) return;
  const parent = descend(root, parts, "implicit", rangeOf(node));
  const table = node.kind === "array" ? openElement(parent, last, node) : openTable(parent, last, node);
  for (const pair of node.body) addPair(table, pair);
}

function openTable(parent: MutableTable, key: TomlKeyPart, node: AST.TOMLTable): MutableTable {
  const existing = parent.entries.get(key.text);
  if (existing?.value instanceof MutableTable) {
    existing.keys.push(key);
    existing.value.form = "header";
    existing.value.range = rangeOf(node);
    return existing.value;
  }
  const table = new MutableTable("header", rangeOf(node));
  parent.entries.set(key.text, { name: key.text, keys: [key], value: table, range: rangeOf(node) });
  return table;
}

function openElement(parent: MutableTable, key: TomlKeyPart, node: AST.TOMLTable): MutableTable {
  const table = new MutableTable("array-element", rangeOf(node));
  const existing = parent.entries.get(key.text);
  if (existing?.value.kind === "array") {
    existing.keys.push(key);
    existing.value = { ...existing.value, elements: [...existing.value.elements, table] };
  } else {
    const value: TomlValue = { kind: "array", elements: [table], range: rangeOf(node), ofTables: true };
    parent.entries.set(key.text, { name: key.text, keys: [key], value, range: rangeOf(node) });
  }
  return table;
}

function addPair(table: MutableTable, node: AST.TOMLKeyValue): void {
  const parts = node.key.keys.map(keyPart);
  const last = parts.pop();
  if (last === undefined) return;
  const parent = descend(table, parts, "dotted", rangeOf(node));
  const entry = { name: last.text, keys: [last], value: toValue(node.value), range: rangeOf(node) };
  parent.entries.set(last.text, entry);
}

/** Follows the parts from a table, making what is missing; in an array of tables the way leads into its last element. */
function descend(from: MutableTable, parts: readonly TomlKeyPart[], form: Form, range: OffsetRange): MutableTable {
  let table = from;
  for (const part of parts) {
    const existing = table.entries.get(part.text);
    existing?.keys.push(part);
    const value = existing?.value;
    const next = value?.kind === "array" ? value.elements.at(-1) : value;
    if (next instanceof MutableTable) table = next;
    else {
      const made = new MutableTable(form, range);
      table.entries.set(part.text, { name: part.text, keys: [part], value: made, range });
      table = made;
    }
  }
  return table;
}

function toValue(node: AST.TOMLContentNode): TomlValue {
  const range = rangeOf(node);
  if (node.type === "TOMLArray") return { kind: "array", elements: node.elements.map(toValue), range, ofTables: false };
  if (node.type === "TOMLInlineTable") {
    const table = new MutableTable("inline", range);
    for (const pair of node.body) addPair(table, pair);
    return table;
  }
  switch (node.kind) {
    case "string":
      return { kind: "string", value: node.value, range };
    case "integer":
      return { kind: "integer", value: node.bigint, range };
    case "float":
      return { kind: "float", value: node.value, range };
    case "boolean":
      return { kind: "boolean", value: node.value, range };
    default:
      return { kind: "datetime", value: node.datetime, range };
  }
}
