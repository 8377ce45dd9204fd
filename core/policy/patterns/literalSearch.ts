/**
 * As a method, it would be looked up again for each character of a text: texts of one kind are strings of more kinds to the
 * engine than it remembers.
 */
const charCodeAt: (text: string, index: number) => number = Function.prototype.call.bind(String.prototype.charCodeAt);

/**
 * Finds in one pass which of many groups of short ASCII pieces occur in a text, without regard to case (Aho-Corasick).
 * Letters fold as RE2's `(?i)` folds them: the Kelvin sign is a k and the long s an s.
 */
export class PieceFinder {
  readonly #groups: number;
  /** Column of each ASCII character in the table; 0 for all that occur in no piece. */
  readonly #columns = new Uint8Array(128);
  /** The width of a row of the table is two to the power of this. */
  readonly #shift: number;
  /** Next state times width, by state times width plus column; negative when a piece ends there. */
  readonly #next: Int32Array;
  /** By state, the groups of which a piece ends there. */
  readonly #ends: readonly (readonly number[] | undefined)[];

  /** Pieces must be lower-case ASCII, see `isFindable`. */
  constructor(groups: readonly (readonly string[])[]) {
    this.#groups = groups.length;
    let width = 1;
    for (const character of groups.flat().join("")) {
      const code = character.charCodeAt(0);
      if (this.#columns[code] === 0) this.#columns[code] = width++;
    }
    for (let upper = 65; upper <= 90; upper++) this.#columns[upper] = this.#columns[upper + 32] ?? 0;
    this.#shift = Math.ceil(Math.log2(width));
    const { tree, ends } = this.#plant(groups);
    this.#next = link(tree, ends, width, 1 << this.#shift);
    this.#ends = ends;
  }

  static isFindable(piece: string): boolean {
    return /^[^A-Z\u0080-\u{10ffff}]+$/u.test(piece);
  }

  /** One flag for each group; undefined when no piece of any group occurs. */
  find(text: string): Uint8Array | undefined {
    const [columns, next, ends] = [this.#columns, this.#next, this.#ends];
    let found: Uint8Array | undefined;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = charCodeAt(text, i);
      const folded = code < 128 ? code : code === 0x212a ? 107 : code === 0x17f ? 115 : 0;
      state = next[state + (columns[folded] ?? 0)] ?? 0;
      if (state >= 0) continue;
      state = -state;
      found ??= new Uint8Array(this.#groups);
      for (const group of ends[state >> this.#shift] ?? []) found[group] = 1;
    }
    return found;
  }

  #plant(groups: readonly (readonly string[])[]): { tree: Map<number, number>[]; ends: (number[] | undefined)[] } {
    const tree: Map<number, number>[] = [new Map()];
    const ends: (number[] | undefined)[] = [undefined];
    for (const [group, pieces] of groups.entries()) {
      for (const piece of pieces) {
        let state = 0;
        for (let i = 0; i < piece.length; i++) {
          const column = this.#columns[piece.charCodeAt(i)] ?? 0;
          let child = tree[state]?.get(column);
          if (child === undefined) {
            child = tree.push(new Map()) - 1;
            ends.push(undefined);
            tree[state]?.set(column, child);
          }
          state = child;
        }
        ends[state] = [...(ends[state] ?? []), group];
      }
    }
    return { tree, ends };
  }
}

/** Turns the tree into a complete table, breadth first: where a piece breaks off, its longest suffix goes on. */
function link(
  tree: readonly Map<number, number>[],
  ends: (number[] | undefined)[],
  columns: number,
  width: number,
): Int32Array {
  const next = new Int32Array(tree.length * width);
  const fallback = new Int32Array(tree.length);
  const queue = [0];
  for (const state of queue) {
    const back = fallback[state] ?? 0;
    const inherited = ends[back];
    if (state !== 0 && inherited !== undefined) ends[state] = [...new Set([...(ends[state] ?? []), ...inherited])];
    for (let column = 1; column < columns; column++) {
      const child = tree[state]?.get(column);
      const elsewhere = state === 0 ? 0 : (next[back * width + column] ?? 0);
      if (child === undefined) {
        next[state * width + column] = elsewhere;
      } else {
        next[state * width + column] = child * width;
        fallback[child] = elsewhere / width;
        queue.push(child);
      }
    }
  }
  for (let i = 0; i < next.length; i++) {
    const state = next[i] ?? 0;
    if (state > 0 && ends[state / width] !== undefined) next[i] = -state;
  }
  return next;
}
