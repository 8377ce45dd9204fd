import type { FrameLocator, Page } from "playwright-core";
import { expect } from "vitest";

/** What a webview panel that is in sight shows. */
export const panelContent = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

/** Answers the dialog that asks for a file: in the browser it is a text box. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const input = page.locator(".quick-input-widget .quick-input-filter input");
  // the dialog writes its own proposal first, whenever it has found the folder
  await expect.poll(() => input.inputValue()).not.toBe("");
  await expect
    .poll(async () => {
      await input.fill(path);
      return input.inputValue();
    })
    .toBe(path);
  await page.locator(".quick-input-widget .quick-input-action", { hasText: /^(Save|OK)$/ }).click();
}
