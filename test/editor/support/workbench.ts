import type { Locator, Page } from "playwright-core";
import { clickUntil } from "./gestures.ts";
import { inAttempt, until } from "./repeatedly.ts";

/**
 * VS Code's workbench as a person uses it. Selectors are those of VS Code 1.139.
 * Each function waits for what it needs; none sleeps for a guessed time.
 */

/** Our status bar item: there as soon as the extension is active. */
export const statusBarItem = (page: Page): Locator => page.locator('[id="codex-otel.codex-otel.codexOtel.status"]');

/** Resolves when the extension runs in this window. */
export const extensionIsActive = (page: Page): Promise<void> => statusBarItem(page).waitFor();

/** The row of the tree whose text holds `text`. Rows are virtual: it must be in sight. */
export const treeRow = (page: Page, text: string | RegExp): Locator =>
  page.locator('.sidebar [role="treeitem"]').filter({ hasText: text }).first();

/** The row while an attribute of it has this value. */
const rowWith = (row: Locator, attribute: string, value: boolean): Locator =>
  row.and(row.page().locator(`[${attribute}="${value}"]`));

/** The row while it is expanded, or isn't. */
export const rowExpanded = (row: Locator, isExpanded: boolean): Locator => rowWith(row, "aria-expanded", isExpanded);

/** Expands a row of the tree, if it isn't yet. */
export async function expandRow(row: Locator): Promise<void> {
  await row.waitFor();
  await clickUntil(row.locator(".monaco-tl-twistie"), rowExpanded(row, true));
}

/** Collapses a row of the tree, if it is expanded. */
export async function collapseRow(row: Locator): Promise<void> {
  await row.waitFor();
  await clickUntil(row.locator(".monaco-tl-twistie"), rowExpanded(row, false));
}

/** Selects a row of the tree. */
export async function selectRow(row: Locator): Promise<void> {
  await row.waitFor();
  await clickUntil(row, rowWith(row, "aria-selected", true));
}

/** Shows our view container in the side bar. */
export async function showSessionsView(page: Page): Promise<void> {
  const title = page.locator(".part.sidebar .composite.title", { hasText: "Codex OTel" });
  const icon = page.locator('.activitybar .action-item:has(a[aria-label*="Codex OTel"])');
  // the badge with the number of findings changes the label, and lies above the icon
  await until(title, () => icon.click({ position: { x: 8, y: 8 }, ...inAttempt }));
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
    await clickUntil(header.locator(".title"), rowExpanded(header, view === name));
  }
}

/** One of the views in the side bar, by its title. */
export const paneOf = (page: Page, title: string): Locator =>
  page.locator(".sidebar .pane").filter({ has: page.locator(`.pane-header[aria-label^="${title}"]`) });

/** Drags the edge of the side bar, so that rows can be read whole. */
export async function widenSideBar(page: Page, by: number): Promise<void> {
  const sideBar = page.locator(".part.sidebar");
  const measure = async () => {
    const box = await sideBar.boundingBox(inAttempt);
    if (box === null) throw new Error("There is no side bar to widen");
    return box;
  };
  await sideBar.waitFor();
  const wanted = (await measure()).width + by;
  const isSoWide = async () => Math.abs((await measure()).width - wanted) < 2;
  // where the edge can be taken differs between versions of VS Code
  const places = [2, 0];
  let attempts = 0;
  await until(isSoWide, async () => {
    const { x, y, width, height } = await measure();
    const [edge, middle] = [x + width + (places[attempts++ % places.length] ?? 0), y + height / 2];
    await page.mouse.move(edge, middle);
    await page.mouse.down();
    await page.mouse.move(edge + wanted - width, middle, { steps: 4 });
    await page.mouse.up();
  });
}
