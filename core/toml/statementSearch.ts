import type { TomlStatement } from "./document.ts";

/** Index of the first statement that ends at an offset or behind it; the number of all where none does. */
export function firstEndingAt(statements: readonly TomlStatement[], offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle] as TomlStatement).range.end >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
