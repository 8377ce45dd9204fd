import type { TextEdit } from "../text/range.ts";

/** Edits of several fixes, of which no two touch. Kept in order, so that thousands of them are chosen in linear time. */
export class SeparateEdits {
  readonly inOrderOfChoice: TextEdit[] = [];
  /** By where they begin, and so, as they do not overlap, also by where they end. */
  readonly #placed: TextEdit[] = [];
  /** Where something is added, with the keys of it. What is added there after it is not placed once more. */
  readonly #appended = new Map<number, Set<string>>();

  /** Takes the edits of one fix in, unless one of them touches one that is there. */
  addAll(edits: readonly TextEdit[]): void {
    if (edits.some((edit) => this.#isTaken(edit))) return;
    for (const edit of edits) {
      this.inOrderOfChoice.push(edit);
      const others = edit.appends === true ? this.#appended.get(edit.range.start) : undefined;
      if (others !== undefined) {
        others.add(keyOf(edit));
        continue;
      }
      if (edit.appends === true) this.#appended.set(edit.range.start, new Set([keyOf(edit)]));
      this.#placed.splice(this.#firstBehind(edit.range.start), 0, edit);
    }
  }

  #isTaken(edit: TextEdit): boolean {
    const others = edit.appends === true ? this.#appended.get(edit.range.start) : undefined;
    if (others !== undefined) return others.has(keyOf(edit));
    for (let at = this.#firstEndingAt(edit.range.start); at < this.#placed.length; at++) {
      const other = this.#placed[at] as TextEdit;
      if (other.range.start > edit.range.end) return false;
      if (!mayMeet(other, edit)) return true;
    }
    return false;
  }

  /** The first place whose edit ends at an offset or behind it. */
  #firstEndingAt(offset: number): number {
    return this.#first(({ range }) => range.end >= offset);
  }

  /** The first place whose edit begins behind an offset. */
  #firstBehind(offset: number): number {
    return this.#first(({ range }) => range.start > offset);
  }

  #first(holds: (edit: TextEdit) => boolean): number {
    const isAtEnd = this.#placed.length === 0 || !holds(this.#placed.at(-1) as TextEdit);
    let low = isAtEnd ? this.#placed.length : 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#placed[middle] as TextEdit)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The first key of what is added: with the same one twice the file would be broken. */
const keyOf = ({ newText }: TextEdit): string => /^[\s,]*([^=]*)/.exec(newText)?.[1]?.trim() ?? "";

/** Two removals side by side are one longer removal. */
function mayMeet(left: TextEdit, right: TextEdit): boolean {
  const meet = left.range.end === right.range.start || right.range.end === left.range.start;
  return meet && isRemoval(left) && isRemoval(right);
}

function isRemoval({ range, newText }: TextEdit): boolean {
  return newText === "" && range.end > range.start;
}
