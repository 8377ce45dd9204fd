import { expect, test } from "vitest";
import { nearestName } from "../../../core/diagnostics/nearestName.ts";
import fc from "../seededCheck.ts";

/** How many letters were left out, put in, replaced or swapped with the next one, worked out in full. */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (rows[i - 1]?.[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    rows.push(row);
  }
  return rows[from.length]?.[to.length] ?? 0;
}

function nearestInFull(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[-_.\s]/g, "");
  const scored = names.map((candidate) => ({ candidate, far: distance(plain(name), plain(candidate)) }));
  scored.sort((left, right) => left.far - right.far);
  const [best] = scored;
  return best && best.far <= Math.max(1, Math.floor(best.candidate.length / 5)) ? best.candidate : undefined;
}

test("The name that is proposed is the nearest of all, as if every distance were worked out", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "_"), minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 8 }), (name, names) => {
      expect(nearestName(name, names)).toBe(nearestInFull(name, names));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["envirnoment", "environment"],
  ["log-user-prompt", "log_user_prompt"],
  ["something else", undefined],
])("%s: %s", (written, meant) => {
  expect(nearestName(written, ["environment", "log_user_prompt", "exporter"])).toBe(meant);
});

test("Nothing is proposed for a name, or among names, that nobody wrote by hand", () => {
  expect(nearestName("e".repeat(1_000_000), ["exporter"])).toBeUndefined();
  expect(nearestName("exporte", ["exporter", "x".repeat(1_000_000)])).toBe("exporter");
  expect(
    nearestName(
      "name_1x",
      Array.from({ length: 60_000 }, (_, index) => `name_${index}`),
    ),
  ).toBeUndefined();
});
