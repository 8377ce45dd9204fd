import { describe, expect, test } from "vitest";
import { IdSet } from "../../../../listener/relay/idSet.ts";
import fc from "../../seededCheck.ts";

describe("A set of ids", () => {
  const id = fc.oneof(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1000, max: 1050 }),
    fc.integer({ min: 1, max: 1e12 }),
  );
  const range = fc.tuple(id, fc.nat(40)).map(([first, length]) => [first, first + length] as const);

  test("holds what was added and not deleted, however it lies, and is the same when it is read again", () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), (added, deleted) => {
        const set = IdSet.of(...added);
        const model = new Set(IdSet.of(...added));
        for (const [first, last] of added) for (let one = first; one <= last; one++) expect(model.has(one)).toBe(true);
        set.deleteAll(IdSet.of(...deleted));
        for (const one of IdSet.of(...deleted)) {
          model.delete(one);
          expect(set.has(one)).toBe(false);
        }
        const sorted = [...model].sort((one, other) => one - other);
        expect([...set]).toEqual(sorted);
        expect([set.size, set.first, set.last]).toEqual([sorted.length, sorted[0] ?? 0, sorted.at(-1) ?? 0]);
        const ranges = [...set.ranges()];
        for (const [i, [first]] of ranges.entries()) expect(first).toBeGreaterThan((ranges[i - 1]?.[1] ?? -1) + 1);
        expect([...IdSet.decode(set.encode())]).toEqual(sorted);
      }),
    );
  });

  test("forgets its lowest ids and tells how many those were", () => {
    const set = IdSet.of([5, 9], [5000, 5000], [9000, 9001]);
    expect([set.deleteLowest(), ...set]).toEqual([5, 5000, 9000, 9001]);
    expect([set.deleteLowest(), set.deleteLowest(), set.deleteLowest(), set.size]).toEqual([1, 2, 0, 0]);
  });

  test("takes little room where ids follow each other, and a bit or so for each where they are scattered", () => {
    expect(IdSet.of([1, 100_000]).encode().length).toBeLessThan(600);
    const scattered = new IdSet();
    for (let one = 1; one < 100_000; one += 2) scattered.add(one);
    expect(scattered.encode().length).toBeLessThan(100_000 / 8 + 300);
  });

  test("is read from any bytes, or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const set = IdSet.decode(bytes);
          expect([...IdSet.decode(set.encode())]).toEqual([...set]);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
