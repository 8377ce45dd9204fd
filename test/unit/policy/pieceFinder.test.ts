import { expect, test } from "vitest";
import { PieceFinder } from "../../../core/policy/patterns/literalSearch.ts";
import fc from "../seededCheck.ts";

test("Finds pieces without regard to case and says which group they belong to", () => {
  const finder = new PieceFinder([["ghp_", "gho_"], ["token"], ["://"]]);
  expect(finder.find("a TOKEN and GHO_x")).toEqual(new Uint8Array([1, 1, 0]));
  expect(finder.find("nothing here")).toBeUndefined();
});

test("Finds pieces that overlap or lie inside each other", () => {
  const finder = new PieceFinder([["abcd"], ["bc"], ["cdx"]]);
  expect(finder.find("zabcdx")).toEqual(new Uint8Array([1, 1, 1]));
});

test("Folds the letters that RE2 folds: the Kelvin sign and the long s", () => {
  expect(new PieceFinder([["key"]]).find("\u212aEY")).toEqual(new Uint8Array([1]));
  expect(new PieceFinder([["pass"]]).find("pa\u017f\u017f")).toEqual(new Uint8Array([1]));
});

test("Agrees with a plain search for any pieces and text", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "b", "-", "1"), minLength: 1, maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom("a", "A", "b", "B", "-", "1", "é", "x"), maxLength: 40 });
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 4 }), { minLength: 1, maxLength: 5 }), text, (groups, text) => {
      const expected = groups.map((pieces) => (pieces.some((wanted) => text.toLowerCase().includes(wanted)) ? 1 : 0));
      expect([...(new PieceFinder(groups).find(text) ?? groups.map(() => 0))]).toEqual(expected);
    }),
  );
});
