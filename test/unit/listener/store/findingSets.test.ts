import { expect, test } from "vitest";
import { FindingSets } from "../../../../listener/store/findingSets.ts";

const finding = (id: string) => [{ id, severity: "low" as const, message: id }];

test("Each combination of findings has its number, and nobody gets those of another event when there are too many", () => {
  const sets = new FindingSets();
  const numbers = Array.from({ length: 70_000 }, (_, i) => sets.numberOf(finding(`found ${i}`)));
  for (const [i, number] of numbers.entries()) {
    expect(number).toBeLessThanOrEqual(0xffff);
    const [{ id } = { id: "nothing" }] = sets.at(number);
    if (id !== `found ${i}` && id !== "too-many-findings") expect.unreachable(`${i} has ${id}`);
  }
  expect(sets.at(numbers[65_533] ?? 0)).toEqual(finding("found 65533"));
  expect(sets.at(numbers.at(-1) ?? 0)).toMatchObject([{ id: "too-many-findings" }]);
  expect(sets.at(sets.numberOf([]))).toEqual([]);
});

test("After all were forgotten there is room again", () => {
  const sets = new FindingSets();
  for (let i = 0; i < 70_000; i++) sets.numberOf(finding(`found ${i}`));
  sets.clear();
  expect(sets.at(sets.numberOf(finding("new")))).toEqual(finding("new"));
});
