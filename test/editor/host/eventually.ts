import { setTimeout as sleep } from "node:timers/promises";

const pollInterval = 25;
const deadline = 120_000;

/** Asks until the answer satisfies; the last answer is part of the error. */
export async function eventually<T>(
  ask: () => T | PromiseLike<T>,
  satisfies: (answer: T) => boolean,
  wanted: string,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain for ${wanted}; last seen: ${JSON.stringify(answer)}`);
    await sleep(pollInterval);
  }
}
