import { setTimeout as sleep } from "node:timers/promises";
import type { Locator } from "playwright-core";

const lookInterval = 50;

/** How long anything in a window may take on a machine that is busy with other things, in milliseconds. */
export const patience = 180_000;

/** How long one attempt waits for its effect: longer than a window needs, unless the click or the key was lost. */
export const attemptPatience = 10_000;

/** The same for what the extension has to work out first. */
export const workPatience = 60_000;

/** What a step of an attempt is given: it ends with the attempt, which is then made again. */
export const inAttempt = { timeout: attemptPatience } as const;

/**
 * Does again what a window may lose: a key while the focus moves, a click while rows move. `attempt` waits for its effect
 * for a part of `patience` and throws when there is none; the last error is thrown.
 */
export async function repeatedly(attempt: () => Promise<unknown>): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** What is to be seen: an element in sight, or whatever a look says, which itself waits for nothing. */
export type Effect = Locator | (() => boolean | Promise<boolean>);

/** None of them is in sight. */
export const gone =
  (locator: Locator): Effect =>
  async () =>
    (await locator.filter({ visible: true }).count()) === 0;

const isSeen = (effect: Effect): boolean | Promise<boolean> =>
  typeof effect === "function" ? effect() : effect.first().isVisible();

/** Waits until it is seen. */
export async function seen(effect: Effect, timeout = patience): Promise<void> {
  if (typeof effect !== "function") return effect.first().waitFor({ timeout });
  const end = Date.now() + timeout;
  while (!(await effect())) {
    if (Date.now() > end) throw new Error(`This did not come true: ${effect}`);
    await sleep(lookInterval);
  }
}

/**
 * Acts until the effect is seen, and not at all when it is to be seen already. So `act` may be anything that does no harm
 * when it is done again after it was lost.
 */
export async function until(effect: Effect, act: () => Promise<unknown>, timeout = attemptPatience): Promise<void> {
  await repeatedly(async () => {
    if (await isSeen(effect)) return;
    await act();
    await seen(effect, timeout);
  });
}
