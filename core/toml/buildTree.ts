import type { OffsetRange } from "../text/range.ts";
import { moveRange } from "./chunk.ts";
import type { TomlEntry, TomlKeyPart, TomlTable, TomlValue } from "./document.ts";
import type { ParsedHeader, ParsedPair, ParsedValue } from "./parsedNode.ts";

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

/** A statement that has its place in the tree, and the offset of its begin in the text. */
export interface PlacedNode {
  readonly node: ParsedPair | ParsedHeader;
  readonly offset: number;
}

/** The tree of some statements: headers, dotted keys and inline tables all become nested tables. */
export function buildTree(nodes: Iterable<PlacedNode>, length: number): TomlTable {
  const root = new MutableTable("root", { start: 0, end: length });
  let section: Section | undefined;
  for (const placed of nodes) {
    const { node, offset } = placed;
    if (node.kind !== "pair") {
      if (section) addSection(root, section);
      section = { header: node, offset, pairs: [] };
    } else if (section) section.pairs.push({ node, offset });
    else addPair(root, node, offset);
  }
  if (section) addSection(root, section);
  return root;
}

/** A header with the pairs below it. */
interface Section {
  readonly header: ParsedHeader;
  readonly offset: number;
  readonly pairs: { readonly node: ParsedPair; readonly offset: number }[];
}

const moveKey = (key: readonly TomlKeyPart[], by: number): TomlKeyPart[] =>
  key.map(({ text, range, quoted }) => ({ text, range: moveRange(range, by), quoted }));

function addSection(root: MutableTable, { header, offset, pairs }: Section): void {
  const last = pairs.at(-1);
  const start = header.range.start + offset;
  const range = { start, end: last ? last.node.range.end + last.offset : header.range.end + offset };
  const parts = moveKey(header.key, offset);
  const key = parts.pop();
  if (key === undefined) return;
  const parent = descend(root, parts, "implicit", range);
  const table = header.kind === "array-header" ? openElement(parent, key, range) : openTable(parent, key, range);
  for (const pair of pairs) addPair(table, pair.node, pair.offset);
}

function openTable(parent: MutableTable, key: TomlKeyPart, range: OffsetRange): MutableTable {
  const existing = parent.entries.get(key.text);
  if (existing?.value instanceof MutableTable) {
    existing.keys.push(key);
    existing.value.form = "header";
    existing.value.range = range;
    return existing.value;
  }
  const table = new MutableTable("header", range);
  parent.entries.set(key.text, { name: key.text, keys: [key], value: table, range });
  return table;
}

function openElement(parent: MutableTable, key: TomlKeyPart, range: OffsetRange): MutableTable {
  const table = new MutableTable("array-element", range);
  const existing = parent.entries.get(key.text);
  if (existing?.value.kind === "array") {
    existing.keys.push(key);
    (existing.value.elements as TomlValue[]).push(table);
  } else {
    const value: TomlValue = { kind: "array", elements: [table], range, ofTables: true };
    parent.entries.set(key.text, { name: key.text, keys: [key], value, range });
  }
  return table;
}

function addPair(table: MutableTable, node: ParsedPair, offset: number): void {
  const parts = moveKey(node.key, offset);
  const last = parts.pop();
  if (last === undefined) return;
  const range = moveRange(node.range, offset);
  const parent = descend(table, parts, "dotted", range);
  parent.entries.set(last.text, { name: last.text, keys: [last], value: toValue(node.value, offset), range });
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

function toValue(value: ParsedValue, offset: number): TomlValue {
  const range = moveRange(value.range, offset);
  if (value.kind === "array")
    return { kind: "array", elements: value.elements.map((one) => toValue(one, offset)), range, ofTables: false };
  if (value.kind === "inline") {
    const table = new MutableTable("inline", range);
    for (const pair of value.pairs) addPair(table, pair, offset);
    return table;
  }
  return { kind: value.kind, value: value.value, range };
}
