import { type AST, ParseError, parseTOML } from "toml-eslint-parser";

export interface WholeParse {
  /** Undefined when the library refuses the text. */
  readonly tree: ReadonlyMap<string, unknown> | undefined;
}

type Tree = Map<string, unknown>;

/**
 * The library's own parse of a whole text, as nested maps and lists, so that a parse in parts can be compared with it.
 * A value is a list of start, end and content.
 */
export function parseWhole(text: string): WholeParse {
  try {
    const program = parseTOML(text.replace(/^\ufeff/, " "), { tomlVersion: "1.1" });
    const root: Tree = new Map();
    for (const node of program.body[0].body) {
      if (node.type === "TOMLKeyValue") addPair(root, node);
      else for (const pair of node.body) addPair(openTable(root, node), pair);
      if (node.type === "TOMLTable" && node.body.length === 0) openTable(root, node);
    }
    return { tree: root };
  } catch (error) {
    if (error instanceof ParseError) return { tree: undefined };
    throw error;
  }
}

const opened = new WeakMap<AST.TOMLTable, Tree>();

function openTable(root: Tree, node: AST.TOMLTable): Tree {
  const known = opened.get(node);
  if (known) return known;
  let table = root;
  // The library resolves paths itself, with the index of the element where a table stands in an array of tables.
  for (const name of node.resolvedKey) {
    const next = table.get(String(name));
    if (next instanceof Map) table = next;
    else {
      const made: Tree = new Map();
      table.set(String(name), made);
      table = made;
    }
  }
  opened.set(node, table);
  return table;
}

const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted) => (key.type === "TOMLBare" ? key.name : key.value);

function addPair(from: Tree, node: AST.TOMLKeyValue): void {
  let table = from;
  const names = node.key.keys.map(nameOf);
  const last = names.pop() ?? "";
  for (const name of names) {
    const next = table.get(name);
    if (next instanceof Map) table = next;
    else {
      const made: Tree = new Map();
      table.set(name, made);
      table = made;
    }
  }
  table.set(last, plainValue(node.value));
}

function plainValue(node: AST.TOMLContentNode): unknown {
  if (node.type === "TOMLArray") return [...node.range, node.elements.map(plainValue)];
  if (node.type === "TOMLInlineTable") {
    const table: Tree = new Map();
    for (const pair of node.body) addPair(table, pair);
    return table;
  }
  const value = node.kind === "integer" ? node.bigint : "datetime" in node ? node.datetime : node.value;
  return [...node.range, value];
}
