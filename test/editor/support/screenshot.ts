import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const folder = fileURLToPath(new URL("../../../test-results/screenshots/", import.meta.url));

/** Saves what the window shows as test-results/screenshots/NAME.png. Frames are let settle, the caret is hidden. */
export async function screenshot(page: Page | undefined, name: string): Promise<void> {
  if (page === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.mouse.move(700, 899);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled", caret: "hide" });
}
