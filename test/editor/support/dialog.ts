import type { Locator, Page } from "playwright-core";
import { clickUntil } from "./gestures.ts";
import { gone } from "./repeatedly.ts";

/** The dialog that has to be answered, with these words in it. */
export const dialogOf = (page: Page, words: string | RegExp = ""): Locator =>
  page.locator(".monaco-dialog-box", { hasText: words });

/** Waits for the dialog, and answers it with one of its buttons. */
export async function answer(dialog: Locator, button: string): Promise<void> {
  await dialog.waitFor();
  await clickUntil(dialog.getByRole("button", { name: button, exact: true }), gone(dialog));
}
