import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Editor } from "./editor.ts";
import { screenshot } from "./screenshot.ts";

const themes = [
  { name: "dark", setting: "Default Dark Modern", className: "vs-dark" },
  { name: "light", setting: "Default Light Modern", className: "vs" },
] as const;

/** Saves NAME-dark.png and NAME-light.png of what the window shows; the window is light afterwards. */
export async function screenshotInBothThemes(editor: Editor, page: Page, name: string): Promise<void> {
  for (const { name: theme, setting, className } of themes) {
    await useTheme(editor, setting);
    await page.locator(`.monaco-workbench.${className}`).waitFor();
    await screenshot(page, `${name}-${theme}`);
  }
}

async function useTheme(editor: Editor, theme: string): Promise<void> {
  const file = join(editor.server.folder, "user/User/settings.json");
  const settings = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...settings, "workbench.colorTheme": theme }, undefined, 2));
}
