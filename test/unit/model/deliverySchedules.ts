import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Coverage, toBeCovered } from "./coverage.ts";
import { BrokenInvariant } from "./deliveryBooks.ts";
import { DeliveryModel } from "./deliveryModel.ts";

vi.mock("node:fs", async (original) => {
  const { withSimulatedDisk } = await import("./simulatedFs.ts");
  return withSimulatedDisk(await original<object>());
});
vi.mock("node:fs/promises", async (original) => {
  const { withSimulatedPromises } = await import("./simulatedFs.ts");
  return withSimulatedPromises(await original<object>());
});
vi.mock("node:crypto", async (original) => {
  const { withSeededBytes } = await import("./simulatedFs.ts");
  return withSeededBytes(await original<object>());
});

/** CODEX_OTEL_SCHEDULES plays more than usual, CODEX_OTEL_SEED one again, or so many from this one on. */
const { CODEX_OTEL_SEED: only, CODEX_OTEL_SCHEDULES: count } = process.env;
const firstSeed = Number(only ?? 1);
const seeds = Number(count ?? (only === undefined ? 320 : 1));
const isToldWhole = seeds === 1;
const steps = 40;
/** The schedules are played in so many files, each in a process of its own. */
const parts = 2;
const enoughForAll = 160;
/** Schedules in which something was wrong once, in the product or in the model. */
const onceWrong = [1355, 2727, 6397, 6968];
/** So that a long run shows how far it is. */
const seedsOfTest = 250;

/** Plays every other schedule: those of one part. */
export function testSchedules(part: 0 | 1): void {
  const own = Array.from({ length: seeds }, (_, i) => firstSeed + i).filter((seed) => seed % parts === part);
  const coverage = new Coverage();
  const realNow = Date.now;
  let now = realNow;
  beforeAll(() => {
    Date.now = () => now();
  });
  afterAll(() => {
    Date.now = realNow;
  });

  /** The sentence that says what is wrong, with how to play it again; undefined when nothing is. */
  async function play(seed: number): Promise<string | undefined> {
    const model = new DeliveryModel(seed, coverage);
    now = model.now;
    try {
      await model.run(steps);
      return undefined;
    } catch (error) {
      const story = isToldWhole ? `\n${model.history.join("\n")}` : "";
      const said = error instanceof BrokenInvariant ? error.message : String((error as Error).stack);
      return `CODEX_OTEL_SEED=${seed}: ${said}${story}`;
    } finally {
      now = realNow;
    }
  }

  const again = only === undefined ? onceWrong.filter((seed) => seed % parts === part) : [];
  test.each(again)("the schedule %i, in which something was wrong once, is right", async (seed) => {
    expect(await play(seed)).toBeUndefined();
  });

  for (let from = 0; from < own.length; from += seedsOfTest) {
    const some = own.slice(from, from + seedsOfTest);
    test(`nothing is lost uncounted and nothing goes astray, in ${some.length} schedules of faults and changes from ${some[0]} on`, async () => {
      const failures: string[] = [];
      for (const seed of some) {
        const failure = await play(seed);
        if (failure !== undefined) failures.push(failure);
        if (failures.length === 5) break;
      }
      expect(failures).toEqual([]);
    });
  }

  test.skipIf(own.length < enoughForAll)("all that may happen has happened in them", () => {
    const missing = toBeCovered.filter((what) => coverage.of(what) === 0);
    expect(missing, String(coverage)).toEqual([]);
  });
}
