import type { Locator, Page } from "playwright-core";
import { treeRow } from "./workbench.ts";

/** Leaves the side bar to one of our views. */
export async function showOnly(page: Page, name: "Sessions" | "Destinations" | "Setup"): Promise<void> {
  for (const view of ["Sessions", "Destinations", "Setup"]) {
    const header = page.locator(".sidebar .pane-header", { hasText: view });
    await header.waitFor();
    const isOpen = (await header.getAttribute("aria-expanded")) === "true";
    if (isOpen !== (view === name)) await header.locator(".title").click();
  }
}

/** A step or a line of the Setup view in a state, as a screen reader says it. */
export const setupRow = (page: Page, title: string, state?: "done" | "to do" | "failed" | "not known yet"): Locator =>
  state === undefined
    ? treeRow(page, title)
    : page.locator(`.sidebar [role="treeitem"][aria-label^="${title}, ${state}"]`).first();
