import { describe, expect, test } from "vitest";
import { MemoryBudget } from "../../../../listener/receive/memoryBudget.ts";

const [one, other] = [{}, {}];

describe("The memory of requests under way", () => {
  test("is free again when they are through", () => {
    const budget = new MemoryBudget(10_000);
    const holding = budget.hold(one, () => undefined);
    expect(holding.take(5000)).toBe(true);
    expect(budget.used).toBeGreaterThanOrEqual(5000);
    holding.complete();
    expect(budget.used).toBeGreaterThanOrEqual(5000);
    holding.release();
    holding.release();
    expect(budget.used).toBe(0);
  });

  test("is taken from the largest request of the connection that holds most, not from who asks", () => {
    const budget = new MemoryBudget(10_000);
    const refused: string[] = [];
    const small = budget.hold(one, () => refused.push("small"));
    const large = budget.hold(one, () => refused.push("large"));
    const asking = budget.hold(other, () => refused.push("asking"));
    expect([small.take(2000), large.take(4000), asking.take(4000)]).toEqual([true, true, true]);
    expect(refused).toEqual(["large"]);
    expect([large.take(1), small.take(1)]).toEqual([false, true]);
  });

  test("is refused to who holds most itself", () => {
    const budget = new MemoryBudget(10_000);
    const refused: string[] = [];
    const small = budget.hold(one, () => refused.push("small"));
    const asking = budget.hold(other, () => refused.push("asking"));
    expect([small.take(2000), asking.take(6000), asking.take(3000)]).toEqual([true, true, false]);
    expect(refused).toEqual(["asking"]);
    expect(budget.used).toBeLessThan(3000);
  });

  test("is not taken from a request that is whole", () => {
    const budget = new MemoryBudget(10_000);
    const refused: string[] = [];
    const whole = budget.hold(one, () => refused.push("whole"));
    whole.take(8000);
    whole.complete();
    const asking = budget.hold(other, () => refused.push("asking"));
    expect(asking.take(3000)).toBe(false);
    expect(refused).toEqual(["asking"]);
  });

  test("is counted by piece as well, so that single bytes are not cheaper", () => {
    const budget = new MemoryBudget(100_000);
    const holding = budget.hold(one, () => undefined);
    let pieces = 0;
    while (holding.take(1)) pieces++;
    expect(pieces).toBeLessThan(1000);
  });
});
