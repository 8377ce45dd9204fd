import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { expandRow, extensionIsActive, paneOf, showOnly, showSessionsView, treeRow } from "./support/workbench.ts";

/** Letters that look alike: a text that went through the translation is told from one that did not. */
const marked = (text: string) =>
  `«${text.replace(/\{\d+\}|[aeiou]/g, (part) => ({ a: "å", e: "é", i: "ï", o: "ø", u: "ü" })[part] ?? part)}»`;

describe("in another display language", () => {
  let editor: Editor;
  let page: Page;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    editor = await startEditor({
      language: "de",
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
    });
    await addTranslation(editor);
    page = await editor.open();
    await extensionIsActive(page);
    await showSessionsView(page);
    await startListener(page);
    await paneOf(page, "Sessions").getByText("The listener is ready").waitFor();
  });

  afterAll(() => editor?.close());

  it("shows the rows of the Destinations view in that language, with names as they are", async () => {
    await showOnly(page, "Destinations");
    await expandRow(treeRow(page, /^siem/));
    await treeRow(page, marked("Withheld")).waitFor();
    await screenshotInAllThemes(page, "translated-destinations");
    const rows = await page.locator('.sidebar .pane [role="treeitem"] .label-name').allTextContents();
    const names = ["siem", "lake", "restricted"];
    expect(rows).toEqual(expect.arrayContaining([...names, marked("Delivered"), marked("Redacted")]));
    expect(rows.filter((row) => !names.includes(row) && !/^«.*»$/.test(row))).toEqual([]);
  });

  it("shows every step and line of the Setup view in that language", async () => {
    await showOnly(page, "Setup");
    await treeRow(page, marked("Listener up")).waitFor();
    const rows = await page.locator('.sidebar .pane [role="treeitem"] .label-name').allTextContents();
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter((row) => !/^«.*»$/.test(row))).toEqual([]);
  });
});

/** Gives the installed extension a bundle for `de`, made from the one that it ships. */
async function addTranslation({ server }: Editor): Promise<void> {
  const extensions = join(server.folder, "extensions");
  const name = (await readdir(extensions)).find((one) => one.startsWith("codex-otel.codex-otel-"));
  const folder = join(extensions, name ?? "", "l10n");
  const texts: unknown = JSON.parse(await readFile(join(folder, "bundle.l10n.json"), "utf8"));
  const translated = Object.keys(texts as object).map((text) => [text, marked(text)]);
  await writeFile(join(folder, "bundle.l10n.de.json"), JSON.stringify(Object.fromEntries(translated)));
}
