import { expect, test } from "vitest";
import { isBefore } from "../../../core/config/codexVersion.ts";
import { isVersion, versionBelowPattern } from "../../../core/policy/evaluate/versionBelow.ts";
import { compilePattern } from "../../../core/policy/patterns/pattern.ts";
import fc from "../seededCheck.ts";

const isBelow = (version: string, floor: string): boolean => {
  const pattern = compilePattern(versionBelowPattern(floor));
  if (typeof pattern === "string") throw new Error(pattern);
  return pattern.occursIn(version);
};

test.each([
  ["0.149.9", "0.150.0", true],
  ["0.98.0", "0.150.0", true],
  ["0.150.0-alpha.3", "0.150.0", true],
  ["v0.20.1", "0.150.0", true],
  ["0.149.0+build.5", "0.150.0", true],
  ["0.150.0", "0.150.0", false],
  ["0.150.0+build.5", "0.150.0", false],
  ["0.169.0", "0.150.0", false],
  ["1.0.0", "0.150.0", false],
  ["0.1500.0", "0.150.0", false],
  ["0.0.0", "0.0.0", false],
  ["0.9.10", "1.0.0", true],
  ["0.149", "0.150.0", false],
  ["not 0.1.0", "0.150.0", false],
  ["", "0.150.0", false],
])("%s came before %s: %s", (version, floor, before) => {
  expect(isBelow(version, floor)).toBe(before);
});

test("It is the order that versions of Codex have", () => {
  const number = fc.oneof(fc.nat(12), fc.nat(1200));
  const version = fc.tuple(number, number, number).map((numbers) => numbers.join("."));
  const suffix = fc.constantFrom("", "-alpha.1");
  fc.assert(
    fc.property(version, suffix, version, (one, preview, floor) => {
      expect(isBelow(one + preview, floor)).toBe(isBefore(one + preview, floor));
      expect(isBelow(floor + preview, floor)).toBe(preview !== "");
    }),
    { numRuns: 400 },
  );
});

test.each(["0.150", "latest", "0.150.0-alpha.1", "1.2.3.4", ""])("%j is nothing to compare with", (text) => {
  expect(isVersion(text)).toBe(false);
  expect(() => versionBelowPattern(text)).toThrow(RangeError);
});
