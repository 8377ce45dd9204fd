import type { OffsetRange } from "../text/range.ts";
import type { TomlKeyPart, TomlStatement } from "./document.ts";
import type { ParsedNode } from "./parsedNode.ts";

/**
 * A plain statement (`plainStatement`) that has a line of its own. Where it stands and what is known of it is all that it
 * holds: of a hundred thousand of them few are looked at.
 */
export class PlainLine implements TomlStatement {
  constructor(
    readonly start: number,
    readonly end: number,
    readonly table: readonly string[],
    /** What it defines; undefined for a comment. */
    readonly node: ParsedNode | undefined,
  ) {}

  get kind(): TomlStatement["kind"] {
    return this.node?.kind ?? "comment";
  }

  get range(): OffsetRange {
    return { start: this.start, end: this.end };
  }

  get key(): readonly TomlKeyPart[] {
    const { start, node } = this;
    return (node?.key ?? []).map(({ text, range, quoted }) => ({
      text,
      range: { start: range.start + start, end: range.end + start },
      quoted,
    }));
  }

  get value(): OffsetRange | undefined {
    const { node, start, end } = this;
    return node?.kind === "pair" ? { start: node.value.range.start + start, end } : undefined;
  }

  movedBy(by: number): PlainLine {
    return new PlainLine(this.start + by, this.end + by, this.table, this.node);
  }
}
