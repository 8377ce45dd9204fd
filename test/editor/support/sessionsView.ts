import type { Locator, Page } from "playwright-core";
import { clickActionUntil } from "./gestures.ts";
import { type Effect, gone, inAttempt, until } from "./repeatedly.ts";
import { paneOf } from "./workbench.ts";

/** The row of the Sessions view that is selected. */
export const selectedRow = (page: Page): Locator =>
  paneOf(page, "Sessions").locator('[role="treeitem"][aria-selected="true"]');

/** The line above the rows, which tells of a filter and of a pause. */
export const viewMessage = (page: Page): Locator => paneOf(page, "Sessions").locator(".message");

/** How far the Sessions view is scrolled, in pixels: its rows are moved up by so much. */
export async function scrollTop(page: Page): Promise<number> {
  const style = await paneOf(page, "Sessions").locator(".monaco-list-rows").getAttribute("style");
  return -Number.parseFloat(/(?:^|[;\s])top: (-?[\d.]+)px/.exec(style ?? "")?.[1] ?? "0");
}

/** The texts of the rows in sight, from the top. */
export async function rowsInSight(page: Page): Promise<string[]> {
  const rows = await paneOf(page, "Sessions")
    .locator('[role="treeitem"]')
    .evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" }))
        .sort((a, b) => a.top - b.top),
    );
  return rows.map(({ text }) => text);
}

/** The rows of the Sessions view, which take the keyboard together. */
export const rowsOf = (page: Page): Locator => paneOf(page, "Sessions").locator(".monaco-list");

/** Gives the keyboard to the rows of the Sessions view, at the first one. */
export const focusRows = (page: Page): Promise<void> => rowsOf(page).press("Home", inAttempt);

/** Chooses an entry of a row's context menu, which takes no click in the moment in which it opens. */
export async function chooseInMenu(page: Page, row: Locator, entry: string, effect: Effect): Promise<void> {
  const item = page.locator(".context-view .action-item", { hasText: entry }).first();
  await until(effect, async () => {
    if (!(await item.isVisible())) await row.click({ button: "right", ...inAttempt });
    await item.click(inAttempt);
    await item.waitFor({ state: "hidden", ...inAttempt });
  });
}

/** Collapses all rows, by the button in the title of the view. */
export async function collapseAll(page: Page): Promise<void> {
  const pane = paneOf(page, "Sessions");
  await clickActionUntil(
    pane.locator(".pane-header"),
    pane.locator('.action-label[aria-label="Collapse All"]'),
    gone(pane.locator('[role="treeitem"][aria-expanded="true"]')),
  );
}
