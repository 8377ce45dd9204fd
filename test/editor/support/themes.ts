import type { Page } from "playwright-core";
import { until } from "./repeatedly.ts";
import { screenshot } from "./screenshot.ts";

/** Settings with which the window follows the browser's colour scheme: the one way that always takes effect at once. */
export const themeSettings = {
  "window.autoDetectColorScheme": true,
  "workbench.preferredDarkColorTheme": "Default Dark Modern",
  "workbench.preferredLightColorTheme": "Default Light Modern",
  "window.autoDetectHighContrast": true,
  "workbench.preferredHighContrastColorTheme": "Default High Contrast",
};

const themes = [
  { name: "dark", media: { colorScheme: "dark", forcedColors: "none" }, className: "vs-dark" },
  { name: "high-contrast", media: { colorScheme: "dark", forcedColors: "active" }, className: "hc-black" },
  { name: "light", media: { colorScheme: "light", forcedColors: "none" }, className: "vs" },
] as const;

/** Does something in each theme: dark, high contrast, and light, which the window has afterwards. */
export async function inEachTheme(page: Page, visit: (theme: string) => Promise<void>): Promise<void> {
  for (const { name, media, className } of themes) {
    await page.emulateMedia(media);
    // a window that does not listen for it yet hears nothing of the change
    await until(page.locator(`.monaco-workbench.${className}`), async () => {
      await page.emulateMedia({ colorScheme: null, forcedColors: null });
      await page.emulateMedia(media);
    });
    await visit(name);
  }
}

/** Saves NAME-dark.png, NAME-light.png and NAME-high-contrast.png of what the window shows; the window is light afterwards. */
export const screenshotInAllThemes = (page: Page, name: string): Promise<void> =>
  inEachTheme(page, (theme) => screenshot(page, `${name}-${theme}`));
