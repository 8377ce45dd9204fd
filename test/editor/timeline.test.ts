import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodexSession, sentTo } from "../programs/codexSession.ts";
import { accessibilityViolations, faintTexts, panelFrame } from "./support/accessibility.ts";
import { startListener } from "./support/commands.ts";
import { type ConfigWindow, openConfigWindow } from "./support/configWindow.ts";
import { clickActionUntil, clickUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseFileUntilThere, panelContent } from "./support/panel.ts";
import { inAttempt, until } from "./support/repeatedly.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { inEachTheme, screenshotInAllThemes } from "./support/themes.ts";
import {
  expandRow,
  extensionIsActive,
  selectRow,
  showOnly,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const prompt = "Tidy the build folder";

/** One window, as a person would use it: each test goes on where the one before it ended. */
describe("a session as a picture", () => {
  let window: ConfigWindow;
  let page: Page;
  stepsOfOneWay();
  keepEvidence(() => window);

  const picture = (): Locator => panelContent(page).locator("#picture");
  const mark = (name: string | RegExp): Locator => picture().getByRole("option", { name });
  const details = (): Locator => panelContent(page).getByRole("status");
  const press = (key: string) => picture().press(key, inAttempt);
  /** Presses keys in the picture, while nothing is selected in it, until the details tell of what they lead to. */
  const pressKeys = (keys: readonly string[], words: RegExp) =>
    until(details().getByText(words), async () => {
      for (const key of ["Escape", ...keys]) await press(key);
    });

  beforeAll(async () => {
    window = await openConfigWindow("[otel]\n");
    ({ page } = window);
    await startListener(page);
    await showSessionsView(page);
    const session = await runCodexSession({
      otel: sentTo(window.grpcPort),
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [
        { command: "sleep 0.4; wc -l README.md" },
        { command: "mkdir -p build && rm -rf build" },
        { command: "cat no-such-file" },
        { message: "Done." },
      ],
    });
    expect(session.exitCode, session.stderr).toBe(0);
    await showOnly(page, "Sessions");
    await widenSideBar(page, 160);
  });

  afterAll(() => window?.editor.close());

  it("opens from its session, and shows the turn, the calls of the model and of the tools, and what was found", async () => {
    const row = treeRow(page, prompt);
    const turn = mark(/^Turn 1 · Tidy the build folder/);
    await clickActionUntil(row, row.getByRole("button", { name: "Show Timeline" }), turn);
    expect(await mark(/^Model call/).count()).toBeGreaterThanOrEqual(4);
    await mark(/wc -l README\.md.*approved by config · done/).waitFor();
    await mark(/rm -rf build.*refused by a rule/).waitFor();
    await picture().locator(".finding").first().waitFor();
    await page.getByRole("tab", { name: /Timeline · Tidy the build/ }).waitFor();
    await screenshotInAllThemes(page, "timeline");
  });

  it("is worked with by keyboard, and the tree goes along", async () => {
    await pressKeys(["ArrowRight"], /Tidy the build folder/);
    await pressKeys(["ArrowRight", "ArrowDown", "ArrowDown"], /wc -l README\.md/);
    await expect.poll(() => picture().getAttribute("aria-activedescendant")).toMatch(/^mark-tool-/);
    await page
      .locator('.sidebar [role="treeitem"][aria-selected="true"]', { hasText: /^tool_result.*wc -l/ })
      .waitFor();
    await pressKeys(["ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight"], /rm -rf build/);
    for (const key of ["+", "+", "+"]) await press(key);
    await screenshotInAllThemes(page, "timeline-zoomed");
    await press("0");
    expect(
      await panelContent(page)
        .locator("body")
        .evaluate(({ ownerDocument }) => ownerDocument.activeElement?.id),
    ).toBe("picture");
  });

  it("selects what is selected in the tree", async () => {
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await selectRow(treeRow(page, /^tool_result.*no-such-file/));
    await details()
      .getByText(/no-such-file/)
      .waitFor();
    await mark(/no-such-file/)
      .and(picture().locator('[aria-selected="true"]'))
      .waitFor();
  });

  it("leads from a thing to its event", async () => {
    const request = page.locator('.sidebar [role="treeitem"][aria-selected="true"]', { hasText: /^api_request/ });
    await until(request, async () => {
      await mark(/^Model call/)
        .first()
        .click(inAttempt);
      await details().getByRole("button", { name: "Show in Sessions" }).click(inAttempt);
    });
  });

  it("can be read as a table", async () => {
    const row = panelContent(page).getByRole("row", { name: /no-such-file/ });
    const cell = row.getByRole("cell", { name: /approved by config · failed/ });
    await clickUntil(panelContent(page).getByRole("button", { name: "Show as Table" }), cell);
    await clickUntil(row.getByRole("button"), details().getByText(/no-such-file/));
    await screenshotInAllThemes(page, "timeline-table");
    await clickUntil(panelContent(page).getByRole("button", { name: "Show as Picture" }), picture());
  });

  it("can be used without seeing colours, without a mouse, and by a screen reader", async () => {
    const frame = await panelFrame(page);
    await inEachTheme(page, async (theme) => {
      await frame.locator(`body.vscode-${theme}`).waitFor();
      expect(await accessibilityViolations(frame), theme).toEqual([]);
      expect(await faintTexts(frame), theme).toEqual([]);
    });
    const active = await picture().getAttribute("aria-activedescendant");
    expect(await panelContent(page).locator(`[id="${active}"][role="option"][aria-selected="true"]`).count()).toBe(1);

    const focused = () => frame.evaluate("document.activeElement.id || document.activeElement.textContent");
    await expect
      .poll(async () => {
        await panelContent(page).getByRole("button", { name: "Zoom In" }).focus(inAttempt);
        const order: unknown[] = [];
        for (let stop = 0; stop < 8; stop++) {
          order.push(await focused());
          await page.keyboard.press("Tab");
        }
        return order;
      })
      .toEqual([
        "Zoom In",
        "Zoom Out",
        "Show All",
        "Show as Table",
        "Save as SVG",
        "Save as PNG",
        "picture",
        "Show in Sessions",
      ]);

    const rows = page.locator('.sidebar [role="treeitem"]');
    for (const label of await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label") ?? "")))
      expect(label).toMatch(/^\S.*$/);
  });

  it("is saved as SVG and as PNG, which only the person may read", async () => {
    for (const format of ["svg", "png"] as const) {
      const file = join(window.editor.workspace, `timeline.${format}`);
      const button = panelContent(page).getByRole("button", { name: `Save as ${format.toUpperCase()}` });
      await chooseFileUntilThere(page, () => button.click(inAttempt), file);
      await expect
        .poll(() =>
          stat(file).then(
            ({ size }) => size,
            () => 0,
          ),
        )
        .toBeGreaterThan(1000);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const content = await readFile(file);
      if (format === "png") expect(content.subarray(1, 4).toString()).toBe("PNG");
      else
        expect(content.toString()).toMatch(
          /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img".*Tidy the build folder.*<\/svg>$/s,
        );
    }
  });

  it("comes back when the window is reloaded, called by its prompt as soon as that is known", async () => {
    await window.editor.open();
    await extensionIsActive(page);
    await startListener(page);
    await panelContent(page).getByRole("heading", { name: prompt }).waitFor();
    // VS Code writes down what a panel remembers now and then: it may come back as the table, or without its selection
    const toPicture = panelContent(page).getByRole("button", { name: "Show as Picture" });
    await until(mark(/^Turn 1 · Tidy the build folder/), async () => {
      if (await toPicture.isVisible()) await toPicture.click(inAttempt);
    });
    await page.getByRole("tab", { name: /Timeline · Tidy the build/ }).waitFor();
  });
});
