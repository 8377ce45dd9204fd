import type { Page } from "playwright-core";
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
  { colorScheme: "dark", className: "vs-dark" },
  { colorScheme: "light", className: "vs" },
] as const;

/** Saves NAME-dark.png, NAME-light.png and NAME-high-contrast.png of what the window shows; the window is light afterwards. */
export async function screenshotInAllThemes(page: Page, name: string): Promise<void> {
  for (const { colorScheme, className } of themes) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`.monaco-workbench.${className}`).waitFor();
    await screenshot(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "dark", forcedColors: "active" });
  await page.locator(".monaco-workbench.hc-black").waitFor();
  await screenshot(page, `${name}-high-contrast`);
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  await page.locator(".monaco-workbench.vs").waitFor();
}
