import { expect, test } from "vitest";
import { Deque } from "../../../../listener/store/deque.ts";
import { NumberRanges } from "../../../../listener/store/numberRanges.ts";
import fc from "../../seededCheck.ts";

test("Ranges of numbers hold what was added, in whatever order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 8 }))), (added) => {
      const ranges = new NumberRanges();
      const set = new Set<number>();
      for (const [start, length] of added) {
        ranges.add(start, start + length);
        for (let n = start; n < start + length; n++) set.add(n);
      }
      expect(ranges.size).toBe(set.size);
      for (let n = 0; n < 70; n++) expect(ranges.has(n)).toBe(set.has(n));
      expect(ranges.missing).toBe(set.size === 0 ? 0 : Math.max(...set) - Math.min(...set) + 1 - set.size);
    }),
  );
});

test("A deque is an array that is pushed to and shifted from", () => {
  const step = fc.oneof(fc.record({ push: fc.integer({ min: 1, max: 3000 }) }), fc.record({ shift: fc.nat(3000) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const deque = new Deque<number>();
      const array: number[] = [];
      let next = 0;
      for (const one of steps) {
        if ("push" in one)
          for (let i = 0; i < one.push; i++, next++) {
            array.push(next);
            deque.push(next);
          }
        else for (let i = 0; i < one.shift; i++) expect(deque.shift()).toBe(array.shift());
        expect(deque.length).toBe(array.length);
        for (const at of [0, 1, 1023, 1024, array.length - 1, array.length, -1]) expect(deque.at(at)).toBe(array[at]);
      }
    }),
    { numRuns: 30 },
  );
});
