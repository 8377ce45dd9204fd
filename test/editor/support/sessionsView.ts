import type { Locator, Page } from "playwright-core";
import { attemptPatience, repeatedly } from "./repeatedly.ts";
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

/** Gives the keyboard to the rows of the Sessions view, at the first one. */
export async function focusRows(page: Page): Promise<void> {
  const list = paneOf(page, "Sessions").locator(".monaco-list");
  await list.focus();
  await page.keyboard.press("Home");
}

/** Chooses an entry of a row's context menu, which takes no click in the moment in which it opens. */
export async function chooseInMenu(page: Page, row: Locator, entry: string): Promise<void> {
  const item = page.locator(".context-view .action-item", { hasText: entry }).first();
  await repeatedly(async () => {
    if (!(await item.isVisible())) await row.click({ button: "right", timeout: attemptPatience });
    await item.click({ timeout: attemptPatience });
    await item.waitFor({ state: "detached", timeout: attemptPatience });
  });
}

/** Collapses all rows, by the button in the title of the view. */
export async function collapseAll(page: Page): Promise<void> {
  const pane = paneOf(page, "Sessions");
  await pane.locator(".pane-header").hover();
  await pane.locator('.action-label[aria-label="Collapse All"]').click();
  await pane.locator('[role="treeitem"][aria-expanded="true"]').first().waitFor({ state: "detached" });
}
