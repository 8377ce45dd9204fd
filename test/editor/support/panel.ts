import { existsSync } from "node:fs";
import { extname } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { expect } from "vitest";
import { inAttempt, until, workPatience } from "./repeatedly.ts";

/** What a webview panel that is in sight shows. */
export const panelContent = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

/** Answers the dialog for a file, which `open` shows and which is a text box in the browser, until the file is there. */
export async function chooseFileUntilThere(page: Page, open: () => Promise<unknown>, path: string): Promise<void> {
  const dialog = page.locator(".quick-input-widget");
  const input = dialog.locator(".quick-input-filter input");
  const value = () => input.inputValue(inAttempt);
  // the dialog writes its own proposal when it lists what is in the folder, and is busy whenever it looks into another
  const isBusy = () => dialog.locator(".quick-input-progress.active").count();
  await until(
    () => existsSync(path),
    async () => {
      await open();
      await dialog.locator(".monaco-list-row").getByText("..", { exact: true }).waitFor({ timeout: workPatience });
      await expect.poll(value, { timeout: workPatience }).toMatch(new RegExp(`\\${extname(path)}$`));
      await expect
        .poll(
          async () => {
            if ((await value()) !== path) await input.fill(path, inAttempt);
            return [await isBusy(), await value()];
          },
          { timeout: workPatience },
        )
        .toEqual([0, path]);
      await dialog.locator(".quick-input-action", { hasText: /^(Save|OK)$/ }).click(inAttempt);
    },
    workPatience,
  );
}
