import type { Page } from "playwright-core";
import { type Effect, gone, inAttempt, until, workPatience } from "./repeatedly.ts";
import { statusBarItem } from "./workbench.ts";

/**
 * Chooses a command in the command palette, by its full title such as `Codex OTel: Start Listener`. One attempt, a part of what
 * is done until its effect is seen: F1 is lost, or the palette closes again, while the focus moves.
 */
export async function chooseCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[aria-controls="quickInput_list"]');
  const entry = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`).first();
  await page.keyboard.press("F1");
  await input.fill(`>${title}`, inAttempt);
  await entry.click(inAttempt);
  await entry.waitFor({ state: "hidden", ...inAttempt });
}

/** Runs a command from the command palette until its effect is seen. */
export const runCommand = (page: Page, title: string, effect: Effect): Promise<void> =>
  until(effect, () => chooseCommand(page, title), workPatience);

/** Starts the listener of this window, or shows that of another one. */
export const startListener = (page: Page): Promise<void> =>
  runCommand(page, "Codex OTel: Start Listener", statusBarItem(page).locator(".codicon-broadcast, .codicon-link"));

/** Closes all editors; none of them may be unsaved. */
export const closeAllEditors = (page: Page): Promise<void> =>
  runCommand(page, "View: Close All Editors", gone(page.locator(".tabs-container .tab")));

/** Closes the panel below the editors. */
export const hidePanel = (page: Page): Promise<void> =>
  runCommand(page, "View: Hide Panel", gone(page.locator(".part.panel")));
