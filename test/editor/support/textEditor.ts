import type { Locator, Page } from "playwright-core";
import { clickUntil } from "./gestures.ts";
import { type Effect, gone, inAttempt, repeatedly, until } from "./repeatedly.ts";

/** The editor that shows a file of that name. */
export const editorOf = (page: Page, name: string): Locator => page.locator(`.monaco-editor[data-uri$="${name}"]`);

/** The editor that has the keyboard. */
export const focusedEditor = (page: Page): Locator => page.locator(".monaco-editor.focused");

/** Gives the keyboard to an editor. */
export const focusEditor = (editor: Locator): Promise<void> =>
  clickUntil(editor.locator(".view-line").first(), editor.and(focusedEditor(editor.page())));

/** A problem by what is said of it, and what the status bar tells of the cursor there. */
export interface Problem {
  readonly message: RegExp;
  readonly cursor: RegExp;
}

/** Places the cursor where a problem is, through the Problems panel, and focuses the editor. */
export const goToProblem = (page: Page, problem: Problem): Promise<void> => repeatedly(() => placeAt(page, problem));

async function placeAt(page: Page, { message, cursor }: Problem): Promise<void> {
  const panel = page.locator(".markers-panel");
  await clickUntil(page.locator('[id="status.problems"]'), panel);
  await panel.locator(".monaco-list-row").filter({ hasText: message }).first().dblclick(inAttempt);
  await page.locator('[id="status.editor.selection"]').filter({ hasText: cursor }).waitFor(inAttempt);
  await focusedEditor(page).waitFor(inAttempt);
}

/** Goes to a problem, opens the quick fix menu there and chooses an entry, until the effect is seen. */
export async function fixProblem(page: Page, problem: Problem, title: RegExp, effect: Effect): Promise<void> {
  const entry = page.locator(".action-widget .monaco-list-row.action").filter({ hasText: title }).first();
  await until(effect, async () => {
    await placeAt(page, problem);
    await page.keyboard.press("Control+.");
    try {
      // a late move of the cursor closes the menu, and the older VS Code takes no click there before the mouse was moved
      await entry.waitFor(inAttempt);
      await page.mouse.move(1, 1);
      await entry.click(inAttempt);
    } catch (error) {
      await page.keyboard.press("Escape");
      throw error;
    }
  });
}

/** Saves the unsaved file and waits until VS Code itself is done with it. */
export async function save(page: Page): Promise<void> {
  const unsaved = page.locator(".tabs-container .tab.dirty");
  await unsaved.first().waitFor();
  await until(gone(unsaved), () => page.keyboard.press("Control+s"));
}
