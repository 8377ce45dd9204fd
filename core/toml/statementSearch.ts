import type { TomlStatement } from "./document.ts";

/** Index of the first statement that ends at an offset or behind it; the number of all where none does. */
export function firstEndingAt(statements: readonly TomlStatement[], offset: number): number {
  return first(statements, ({ range }) => range.end >= offset);
}

/** Index of the first statement that begins at an offset or behind it; the number of all where none does. */
export function firstStartingAt(statements: readonly TomlStatement[], offset: number): number {
  return first(statements, ({ range }) => range.start >= offset);
}

/** The first of those that hold something, which all behind it do. */
function first(statements: readonly TomlStatement[], holds: (statement: TomlStatement) => boolean): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(statements[middle] as TomlStatement)) high = middle;
    else low = middle + 1;
  }
  return low;
}
