import type { TomlKeyPart } from "./document.ts";
import type { ParsedHeader, ParsedPair } from "./parsedNode.ts";

/** How a name was defined: by a pair, by its own header, by a deeper header, by a dotted key, by `[[name]]`. */
type Form = "value" | "header" | "implicit" | "dotted" | "array";

class Definition {
  entries: Map<string, Definition> | undefined;
  constructor(public form: Form) {}

  get(name: string): Definition | undefined {
    return this.entries?.get(name);
  }

  add(name: string, form: Form): Definition {
    const made = new Definition(form);
    this.entries ??= new Map();
    this.entries.set(name, made);
    return made;
  }
}

/**
 * Keeps the rule that each name is defined once, statement by statement in the order of the text (TOML 1.1, "Keys" and
 * "Table"). What breaks the rule is left out.
 */
export class Definitions {
  readonly #root = new Definition("header");
  /** The table that pairs go to; undefined below a header that was left out. */
  #open: Definition | undefined = this.#root;

  /**
   * Takes in a statement. Gives the part of its key that is defined already, undefined when all is well, and "left out"
   * for a pair below a header that was not taken in.
   */
  define(node: ParsedPair | ParsedHeader): TomlKeyPart | "left out" | undefined {
    if (node.kind === "pair") return this.#open === undefined ? "left out" : definePair(this.#open, node.key);
    const taken = node.kind === "header" ? this.#header(node.key) : this.#arrayHeader(node.key);
    if (taken instanceof Definition) {
      this.#open = taken;
      return undefined;
    }
    this.#open = undefined;
    return taken;
  }

  #header(key: readonly TomlKeyPart[]): Definition | TomlKeyPart | undefined {
    const parent = descend(this.#root, key);
    const last = key.at(-1);
    if (!(parent instanceof Definition) || last === undefined) return last && parent;
    const existing = parent.get(last.text);
    if (existing === undefined) return parent.add(last.text, "header");
    if (existing.form !== "implicit") return last;
    existing.form = "header";
    return existing;
  }

  #arrayHeader(key: readonly TomlKeyPart[]): Definition | TomlKeyPart | undefined {
    const parent = descend(this.#root, key);
    const last = key.at(-1);
    if (!(parent instanceof Definition) || last === undefined) return last && parent;
    const existing = parent.get(last.text);
    if (existing === undefined) return parent.add(last.text, "array");
    if (existing.form !== "array") return last;
    existing.entries = undefined;
    return existing;
  }
}

/** The table above the last part of a header's path; in an array of tables the way leads into its last element. */
function descend(from: Definition, key: readonly TomlKeyPart[]): Definition | TomlKeyPart {
  let table = from;
  for (let index = 0; index < key.length - 1; index++) {
    const part = key[index] as TomlKeyPart;
    const next = table.get(part.text) ?? table.add(part.text, "implicit");
    if (next.form === "value") return part;
    table = next;
  }
  return table;
}

/**
 * A dotted key makes tables, and goes on with those that dotted keys or deeper headers have made. Its last part cannot
 * become a pair of a table that a deeper header has made (as Codex has it).
 */
function definePair(open: Definition, key: readonly TomlKeyPart[]): TomlKeyPart | undefined {
  let table = open;
  for (let index = 0; index < key.length - 1; index++) {
    const part = key[index] as TomlKeyPart;
    const next = table.get(part.text);
    if (next !== undefined && next.form !== "dotted" && next.form !== "implicit") return part;
    table = next ?? table.add(part.text, "dotted");
  }
  const last = key.at(-1);
  if (last === undefined) return undefined;
  if (table.form === "implicit") return key.at(-2);
  if (table.get(last.text) !== undefined) return last;
  table.add(last.text, "value");
  return undefined;
}
