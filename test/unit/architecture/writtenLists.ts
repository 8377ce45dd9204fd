import { childrenOf, isNode, type Node, syntaxTree } from "./syntaxTree.ts";

/** Names that belong together, such as the keys of one table of the policy. */
export interface Group {
  readonly title: string;
  readonly names: ReadonlySet<string>;
  /**
   * `keys`: types and values may have them as fields. `closed`: a type holds tables and switches by them to be complete.
   * `open`: such tables and switches are lists too.
   */
  readonly kind: "keys" | "closed" | "open";
}

/** Places of a file that list two or more names of a group, and nothing else: `FILE:LINE: GROUP`. */
export function writtenLists(path: string, source: string, groups: readonly Group[]): readonly string[] {
  const found: string[] = [];
  const visit = (node: Node) => {
    const listed = namesIn(node);
    if (listed !== undefined && listed.names.length > 1)
      for (const { title, names, kind } of groups)
        if (listed.in.includes(kind) && listed.names.every((name) => name !== undefined && names.has(name)))
          found.push(`${path}:${source.slice(0, node.start).split("\n").length}: ${title}`);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(syntaxTree(path, source));
  return found;
}

/** What a node lists; undefined in place of what is no name. */
interface Listed {
  readonly names: readonly (string | undefined)[];
  /** For which groups it is a list. */
  readonly in: readonly Group["kind"][];
}

function namesIn(node: Node): Listed | undefined {
  const nodes = (value: unknown) => (Array.isArray(value) ? value.filter(isNode) : []);
  switch (node.type) {
    case "ArrayExpression":
      return { names: nodes(node.elements).map(wordOf), in: ["keys", "closed", "open"] };
    case "TSUnionType":
      return { names: nodes(node.types).map((type) => wordOf(type.literal)), in: ["closed", "open"] };
    case "ObjectExpression":
      return { names: nodes(node.properties).map(({ key }) => wordOf(key) ?? nameOf(key)), in: ["open"] };
    case "SwitchStatement":
      return {
        names: nodes(node.cases).flatMap(({ test }) => (test === null ? [] : [wordOf(test)])),
        in: ["open"],
      };
    default:
      return undefined;
  }
}

const wordOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;

const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Identifier" ? String(node.name) : undefined;
