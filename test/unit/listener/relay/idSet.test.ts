import { describe, expect, test } from "vitest";
import { decodeRanges, encodeRanges, type IdRange } from "../../../../listener/relay/idRanges.ts";
import { IdSet } from "../../../../listener/relay/idSet.ts";
import fc from "../../seededCheck.ts";
import { idsOf, rangesOf } from "./keptIds.ts";

const id = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1000, max: 1050 }),
  fc.integer({ min: 1, max: 1e12 }),
);
const range = fc
  .tuple(id, fc.oneof(fc.nat(40), fc.nat(3000)))
  .map(([first, length]): IdRange => [first, first + length]);

describe("A set of ids", () => {
  test("holds what was added and not deleted, however it lies", () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), (added, deleted) => {
        const set = new IdSet(added);
        set.deleteAll(deleted);
        const model = new Set(idsOf(added));
        for (const one of idsOf(deleted)) {
          model.delete(one);
          expect(set.has(one)).toBe(false);
        }
        expect(set.size).toBe(model.size);
        expect([...set.ranges()]).toEqual(rangesOf(model));
        for (const one of model) if (!set.has(one)) expect.fail(`${one} is missing`);
      }),
      { numRuns: 50 },
    );
  });

  test("forgets its lowest ids and tells how many those were", () => {
    const set = new IdSet([
      [5, 9],
      [5000, 5000],
      [9000, 9001],
    ]);
    expect([set.deleteLowest(), ...idsOf(set.ranges())]).toEqual([5, 5000, 9000, 9001]);
    expect([set.deleteLowest(), set.deleteLowest(), set.deleteLowest(), set.size]).toEqual([1, 2, 0, 0]);
  });
});

describe("Ids that are written down", () => {
  test("are the same when they are read again", () => {
    const scattered = fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 1500 }).map(rangesOf);
    const all = fc.oneof(
      scattered,
      fc.array(range).map((some) => [...new IdSet(some).ranges()]),
    );
    fc.assert(
      fc.property(all, (ranges) => {
        expect(decodeRanges(encodeRanges(ranges))).toEqual(ranges);
        expect(new IdSet(ranges).encode()).toEqual(encodeRanges(ranges));
      }),
    );
  });

  test("take little room where they follow each other, and a bit or so for each where they are scattered", () => {
    expect(encodeRanges([[1, 100_000]]).length).toBeLessThan(600);
    const scattered = Array.from({ length: 50_000 }, (_, i) => 1 + 2 * i);
    expect(encodeRanges(rangesOf(scattered)).length).toBeLessThan(100_000 / 8 + 300);
  });

  test("are read from any bytes, or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          const ranges = decodeRanges(bytes);
          expect(decodeRanges(encodeRanges(ranges))).toEqual(ranges);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
