import type { Locator, Page } from "playwright-core";
import { attemptPatience, repeatedly } from "./repeatedly.ts";

/**
 * VS Code's workbench as a person uses it. Selectors are those of VS Code 1.139.
 * Each function waits for what it needs; none sleeps for a guessed time.
 */

/** Our status bar item: there as soon as the extension is active. */
export const statusBarItem = (page: Page): Locator => page.locator('[id="codex-otel.codex-otel.codexOtel.status"]');

/** Resolves when the extension runs in this window. */
export const extensionIsActive = (page: Page): Promise<void> => statusBarItem(page).waitFor();

/** Runs a command from the command palette, by its full title such as `Codex OTel: Start Listener`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = page.locator('.quick-input-widget input[aria-controls="quickInput_list"]');
  // F1 is lost, or the palette closes again, while the focus moves
  await repeatedly(async () => {
    await page.keyboard.press("F1");
    await input.fill(`>${title}`, { timeout: attemptPatience });
    const entry = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${title}"]`);
    await entry.first().click({ timeout: attemptPatience });
  });
}

/** The row of the tree whose text holds `text`. Rows are virtual: it must be in sight. */
export const treeRow = (page: Page, text: string | RegExp): Locator =>
  page.locator('.sidebar [role="treeitem"]').filter({ hasText: text }).first();

/** Expands a row of the tree, if it isn't yet. */
export const expandRow = (row: Locator): Promise<void> =>
  clickUntil(row, row.locator(".monaco-tl-twistie"), "aria-expanded");

/** Selects a row of the tree. */
export const selectRow = (row: Locator): Promise<void> => clickUntil(row, row, "aria-selected");

/** While a list is filled, rows move: a click that hit another one is made again. */
async function clickUntil(row: Locator, target: Locator, attribute: string): Promise<void> {
  await row.waitFor();
  await repeatedly(async () => {
    if ((await row.getAttribute(attribute)) === "true") return;
    await target.click();
    await row.and(row.page().locator(`[${attribute}="true"]`)).waitFor({ timeout: attemptPatience });
  });
}

/** Shows our view container in the side bar. */
export async function showSessionsView(page: Page): Promise<void> {
  const title = page.locator(".part.sidebar .composite.title", { hasText: "Codex OTel" });
  const icon = page.locator('.activitybar .action-item:has(a[aria-label*="Codex OTel"])');
  await repeatedly(async () => {
    if (await title.isVisible()) return;
    // the badge with the number of findings changes the label, and lies above the icon
    await icon.click({ position: { x: 8, y: 8 } });
    await title.waitFor({ timeout: attemptPatience });
  });
}

/** Waits for the extension, and shows one of our views alone in a side bar that is so many pixels wider. */
export async function openView(
  page: Page,
  name: "Sessions" | "Destinations" | "Setup",
  widenBy: number,
): Promise<void> {
  await extensionIsActive(page);
  await showSessionsView(page);
  await widenSideBar(page, widenBy);
  await showOnly(page, name);
}

/** Leaves the side bar to one of our views. */
export async function showOnly(page: Page, name: "Sessions" | "Destinations" | "Setup"): Promise<void> {
  for (const view of ["Sessions", "Destinations", "Setup"]) {
    const header = page.locator(".sidebar .pane-header", { hasText: view });
    await header.waitFor();
    const isOpen = (await header.getAttribute("aria-expanded")) === "true";
    if (isOpen !== (view === name)) await header.locator(".title").click();
  }
}

/** One of the views in the side bar, by its title. */
export const paneOf = (page: Page, title: string): Locator =>
  page.locator(".sidebar .pane").filter({ has: page.locator(`.pane-header[aria-label^="${title}"]`) });

/** Drags the edge of the side bar, so that rows can be read whole. */
export async function widenSideBar(page: Page, by: number): Promise<void> {
  const sideBar = page.locator(".part.sidebar");
  const box = await sideBar.boundingBox();
  if (box === null) throw new Error("There is no side bar to widen");
  const [x, y] = [box.x + box.width + 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}

/** The editor that shows a file of that name. */
export const editorOf = (page: Page, name: string): Locator => page.locator(`.monaco-editor[data-uri$="${name}"]`);

/** Places the cursor where a problem is, through the Problems panel, and focuses the editor. */
export async function goToProblem(page: Page, message: RegExp, cursor: RegExp): Promise<void> {
  const row = page.locator(".markers-panel .monaco-list-row").filter({ hasText: message });
  if (!(await page.locator(".markers-panel").isVisible())) await page.locator('[id="status.problems"]').click();
  await row.first().dblclick();
  await page.locator('[id="status.editor.selection"]').filter({ hasText: cursor }).waitFor();
}

/** Opens the quick fix menu where the cursor is and chooses an entry. */
export async function applyQuickFix(page: Page, title: string | RegExp): Promise<void> {
  const entry = page.locator(".action-widget .monaco-list-row.action").filter({ hasText: title }).first();
  // a late move of the cursor closes the menu, so it may take more than one attempt
  await repeatedly(async () => {
    await page.keyboard.press("Control+.");
    try {
      await entry.click({ timeout: attemptPatience });
    } catch (error) {
      await page.keyboard.press("Escape");
      throw error;
    }
  });
}

/** Saves the focused editor and waits until VS Code itself is done with it. */
export async function save(page: Page): Promise<void> {
  await page.keyboard.press("Control+s");
  await page.locator(".tabs-container .tab.dirty").first().waitFor({ state: "detached" });
}
