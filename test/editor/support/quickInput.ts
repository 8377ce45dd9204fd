import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { attemptPatience, type Effect, gone, inAttempt, until, workPatience } from "./repeatedly.ts";

/** The box in which commands ask. */
export const quickInput = (page: Page): Locator =>
  page.locator('.quick-input-widget input:not([type="checkbox"])').first();

/** What the box lists. */
export const quickRow = (page: Page, text: string | RegExp): Locator =>
  page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();

/** Chooses an entry of the list that `open` shows. One attempt: the list closes when the focus moves. */
export async function choose(open: () => Promise<unknown>, entry: Locator): Promise<void> {
  await open();
  await entry.waitFor({ timeout: workPatience });
  await entry.click(inAttempt);
}

/** Opens a list and chooses one of its entries, until the effect is seen. */
export const chooseUntil = (open: () => Promise<unknown>, entry: Locator, effect: Effect): Promise<void> =>
  until(effect, () => choose(open, entry), workPatience);

/** Waits until the box holds this text. One attempt. */
export async function boxHolds(page: Page, text: string): Promise<void> {
  await expect.poll(() => quickInput(page).inputValue(inAttempt), { timeout: attemptPatience }).toBe(text);
}

/** Types into the box from the keyboard, in the place of what stands there. One attempt. */
export async function typeInBox(page: Page, text: string): Promise<void> {
  await quickInput(page).fill("", inAttempt);
  await quickInput(page).pressSequentially(text, inAttempt);
  await boxHolds(page, text);
}

/** Accepts what stands in the box, or is chosen in its list. One attempt. */
export const acceptBox = (page: Page): Promise<void> => quickInput(page).press("Enter", inAttempt);

/** Opens a box and answers it with a text, until the effect is seen. */
export const answerUntil = (page: Page, open: () => Promise<unknown>, text: string, effect: Effect): Promise<void> =>
  until(
    effect,
    async () => {
      await open();
      await quickInput(page).fill(text, inAttempt);
      await acceptBox(page);
    },
    workPatience,
  );

/** Closes the box without an answer. */
export const leaveBox = (page: Page): Promise<void> =>
  until(gone(page.locator(".quick-input-widget")), () => page.keyboard.press("Escape"));
