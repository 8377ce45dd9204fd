import type { FrameLocator, Page } from "playwright-core";

/** What a webview panel that is in sight shows. */
export const panelContent = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

/** Answers the dialog that asks for a file: in the browser it is a text box. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const input = page.locator(".quick-input-widget .quick-input-filter input");
  await input.waitFor();
  await input.fill(path);
  await page.locator(".quick-input-widget .quick-input-action", { hasText: /^(Save|OK)$/ }).click();
}
