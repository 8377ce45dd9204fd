import type { Locator, Page } from "playwright-core";
import { attemptPatience, repeatedly } from "./repeatedly.ts";

/** The box in which commands ask. */
export const quickInput = (page: Page): Locator => page.locator(".quick-input-widget input").first();

/** What the box lists. */
export const quickRow = (page: Page, text: string | RegExp): Locator =>
  page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();

/** Chooses an entry of the list that `open` shows. The list closes when the focus moves: then it is opened again. */
export async function chooseAfter(open: () => Promise<unknown>, entry: Locator): Promise<void> {
  await repeatedly(async () => {
    await open();
    await entry.waitFor({ timeout: 6 * attemptPatience });
    await entry.click({ timeout: attemptPatience });
  });
}
