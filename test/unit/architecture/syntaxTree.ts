import { parseSync } from "vite";

/** A node of the syntax tree of a source, as ESTree has it; what is read of it is checked where it is read. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

/** The nodes right below one. */
export const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

/** The tree of a file. Throws an Error with its path when the source is not TypeScript. */
export function syntaxTree(path: string, source: string): Node {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return program as unknown as Node;
}
