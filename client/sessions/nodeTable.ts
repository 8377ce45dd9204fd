import type { NodeContent, SessionNode } from "./sessionNode.ts";

/** The nodes of a tree that are shown, by their ids. They keep their identity while they stay below the same node. */
export class NodeTable {
  readonly #nodes = new Map<string, SessionNode>();
  /** What was listed last below a node, by its id; the roots below the empty id. */
  readonly #listed = new Map<string, readonly SessionNode[]>();
  readonly #forgotten: (node: SessionNode) => void;

  /** `forgotten` hears of each node that is no longer listed. */
  constructor(forgotten: (node: SessionNode) => void) {
    this.#forgotten = forgotten;
  }

  /** How many nodes are remembered. */
  get size(): number {
    return this.#nodes.size;
  }

  get(id: string): SessionNode | undefined {
    return this.#nodes.get(id);
  }

  /** The node with this content, the one that is known if there is one below the same node. */
  node(id: string, parent: SessionNode | undefined, content: NodeContent): SessionNode {
    const known = this.#nodes.get(id);
    if (known !== undefined && known.parent === parent) {
      known.content = content;
      return known;
    }
    const node: SessionNode = { id, parent, content };
    this.#nodes.set(id, node);
    return node;
  }

  /** Notes what is listed below a node now, and forgets what no longer is. */
  list(parent: string, nodes: readonly SessionNode[]): readonly SessionNode[] {
    const still = new Set(nodes);
    for (const node of this.#listed.get(parent) ?? []) if (!still.has(node)) this.#forget(node);
    this.#listed.set(parent, nodes);
    return nodes;
  }

  clear(): void {
    this.#nodes.clear();
    this.#listed.clear();
  }

  /** One that stands below another node now is another one with the same id, which stays. */
  #forget(node: SessionNode): void {
    if (this.#nodes.get(node.id) !== node) return;
    for (const child of this.#listed.get(node.id) ?? []) this.#forget(child);
    this.#listed.delete(node.id);
    this.#nodes.delete(node.id);
    this.#forgotten(node);
  }
}
