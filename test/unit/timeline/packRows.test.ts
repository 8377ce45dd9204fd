import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packRows } from "../../../core/timeline/packRows.ts";

describe("Calls that overlap stand below each other", () => {
  test("A row is used again as soon as it is free", () => {
    expect(
      packRows(
        [
          { start: 0, end: 10 },
          { start: 5, end: 8 },
          { start: 8, end: 12 },
          { start: 10, end: 11 },
        ],
        5,
      ),
    ).toEqual([0, 1, 1, 0]);
  });

  test("What finds no row goes into the last", () => {
    expect(packRows(Array(4).fill({ start: 0, end: 10 }), 2)).toEqual([0, 1, 1, 1]);
  });

  test("Nothing overlaps in any row while there are enough", () => {
    const stretch = fc.tuple(fc.nat(1000), fc.nat(100)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40 }), (list) => {
        const sorted = [...list].sort((a, b) => a.start - b.start);
        const rows = packRows(sorted, sorted.length + 1);
        for (const [i, a] of sorted.entries())
          for (const [j, b] of sorted.entries())
            if (i < j && rows[i] === rows[j]) expect(b.start).toBeGreaterThanOrEqual(a.end);
      }),
    );
  });
});
