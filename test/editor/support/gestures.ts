import type { Locator } from "playwright-core";
import { type Effect, inAttempt, until, workPatience } from "./repeatedly.ts";

/** Clicks until the effect is seen: what is clicked may move away from under the mouse, or not be listening yet. */
export const clickUntil = (target: Locator, effect: Effect, timeout?: number): Promise<void> =>
  until(effect, () => target.click(inAttempt), timeout);

/** Clicks a button that is there while the mouse is over `place`, such as a row or the title of a view. */
export const clickActionUntil = (place: Locator, action: Locator, effect: Effect): Promise<void> =>
  until(
    effect,
    async () => {
      await place.hover(inAttempt);
      await action.click(inAttempt);
    },
    workPatience,
  );

/** Moves the mouse there, from elsewhere, until `content` is shown: nobody is asked again while the mouse rests. */
export const hoverUntil = (target: Locator, content: Locator): Promise<void> =>
  until(content, async () => {
    await target.page().mouse.move(0, 0);
    await target.hover(inAttempt);
  });
