import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BrokenInvariant, DeliveryModel } from "./deliveryModel.ts";

vi.mock("node:fs", async (original) => {
  const { withSimulatedDisk } = await import("./simulatedFs.ts");
  return withSimulatedDisk(await original<object>());
});

/** CODEX_OTEL_SEED plays one seed again, CODEX_OTEL_SCHEDULES more than usual. */
const { CODEX_OTEL_SEED: only, CODEX_OTEL_SCHEDULES: count = "200" } = process.env;
const firstSeed = only === undefined ? 1 : Number(only);
const seeds = only === undefined ? Number(count) : 1;
const steps = 36;

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
  const model = new DeliveryModel(seed);
  now = model.now;
  try {
    await model.run(steps);
    return undefined;
  } catch (error) {
    const story = only === undefined ? "" : `\n${model.history.join("\n")}`;
    const said = error instanceof BrokenInvariant ? error.message : String((error as Error).stack);
    return `CODEX_OTEL_SEED=${seed}: ${said}${story}`;
  } finally {
    now = realNow;
  }
}

test(`nothing is lost uncounted and nothing goes astray, in ${seeds} schedules of faults and changes`, async () => {
  const failures: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds && failures.length < 5; seed++) {
    const failure = await play(seed);
    if (failure !== undefined) failures.push(failure);
  }
  expect(failures).toEqual([]);
}, 600_000);
