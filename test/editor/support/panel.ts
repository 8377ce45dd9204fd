import type { FrameLocator, Page } from "playwright-core";
import { expect } from "vitest";

/** What a webview panel that is in sight shows. */
export const panelContent = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

/** Answers the dialog that asks for a file: in the browser it is a text box. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const dialog = page.locator(".quick-input-widget");
  const input = dialog.locator(".quick-input-filter input");
  // the dialog writes its own proposal whenever it has found the folder, and is busy until then
  const isBusy = () => dialog.locator(".quick-input-progress.active").count();
  await expect.poll(() => input.inputValue()).not.toBe("");
  await expect
    .poll(async () => {
      if ((await input.inputValue()) !== path) await input.fill(path);
      return [await isBusy(), await input.inputValue()];
    })
    .toEqual([0, path]);
  await dialog.locator(".quick-input-action", { hasText: /^(Save|OK)$/ }).click();
}
