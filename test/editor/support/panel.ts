import { extname } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { expect } from "vitest";

/** What a webview panel that is in sight shows. */
export const panelContent = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

/** Answers the dialog that asks for a file: in the browser it is a text box. */
export async function chooseFile(page: Page, path: string): Promise<void> {
  const dialog = page.locator(".quick-input-widget");
  const input = dialog.locator(".quick-input-filter input");
  // the dialog writes its own proposal when it lists what is in the folder, and is busy whenever it looks into another
  const isBusy = () => dialog.locator(".quick-input-progress.active").count();
  await dialog.locator(".monaco-list-row").getByText("..", { exact: true }).waitFor();
  await expect.poll(() => input.inputValue()).toMatch(new RegExp(`\\${extname(path)}$`));
  await expect
    .poll(async () => {
      if ((await input.inputValue()) !== path) await input.fill(path);
      return [await isBusy(), await input.inputValue()];
    })
    .toEqual([0, path]);
  await dialog.locator(".quick-input-action", { hasText: /^(Save|OK)$/ }).click();
}
