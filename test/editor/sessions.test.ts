import { existsSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodexSessionIn, sentTo } from "../programs/codexSession.ts";
import { openConfigWindow } from "./support/configWindow.ts";
import type { Editor } from "./support/editor.ts";
import { LongSession } from "./support/longSession.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { quickInput, quickRow } from "./support/quickInput.ts";
import {
  chooseInMenu,
  collapseAll,
  focusRows,
  rowsInSight,
  scrollTop,
  selectedRow,
  viewMessage,
} from "./support/sessionsView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { screenshotInAllThemes } from "./support/themes.ts";
import {
  expandRow,
  paneOf,
  runCommand,
  selectRow,
  showOnly,
  showSessionsView,
  statusBarItem,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const prompt = "Count the lines of the readme";
const longPrompt = "Rewrite everything";

/** Looks again until it is so: how long that takes is the machine's affair. */
const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look);

/** Each test goes on where the one before it ended: one window, as one person would use it. */
describe("the Sessions view", () => {
  let editor: Editor;
  let page: Page;
  let codexHome: string;
  let httpPort: number;
  let long: LongSession;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  const runCodexWith = async (asked: string) => {
    const session = await runCodexSessionIn({
      codexHome,
      prompt: asked,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { command: "cat missing.txt" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);
  };

  beforeAll(async () => {
    const window = await openConfigWindow((grpcPort) => `${sentTo(grpcPort)}\n`);
    ({ editor, page, codexHome, httpPort } = window);
    long = new LongSession(httpPort);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await runCommand(page, "View: Close All Editors");
    await showSessionsView(page);
    await runCommand(page, "Codex OTel: Start Listener");
    await paneOf(page, "Sessions").locator(".welcome-view-content").getByText("The listener is ready").waitFor();
    await showOnly(page, "Sessions");
    await widenSideBar(page, 260);
    await runCodexWith(prompt);
    await expandRow(treeRow(page, prompt));
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await treeRow(page, /^tool_result/).waitFor();
  });
  afterAll(() => editor?.close());

  it("shows only what passes a filter, which is typed with suggestions, from the keyboard", async () => {
    await focusRows(page);
    await page.keyboard.press("Control+Shift+Alt+F");
    await quickInput(page).waitFor();
    await page.keyboard.type("tool_res");
    await quickRow(page, "").filter({ hasText: "Filter by tool_res" }).waitFor();
    await quickRow(page, "event:codex.tool_result").click();
    await eventually(() => quickInput(page).inputValue()).toBe("event:codex.tool_result ");
    await page.keyboard.press("Enter");

    await viewMessage(page).getByText("Filter event:codex.tool_result: 2 events").waitFor();
    await treeRow(page, /^user_prompt/).waitFor({ state: "detached" });
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await treeRow(page, /^tool_result.*wc -l/).waitFor();
    await screenshotInAllThemes(page, "sessions-filter");
  });

  it("shows everything again without the filter", async () => {
    await runCommand(page, "Codex OTel: Clear Filter");
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await treeRow(page, /^user_prompt/).waitFor();
    expect(await viewMessage(page).textContent()).toBe("");
  });

  it("goes to an event that is searched for from the keyboard, although its turn is closed", async () => {
    await treeRow(page, prompt).locator(".monaco-tl-twistie").click();
    await treeRow(page, "Turn 1").waitFor({ state: "detached" });
    await focusRows(page);
    await page.keyboard.press("Control+Alt+F");
    await quickInput(page).waitFor();
    await page.keyboard.type("missing.txt event:codex.tool_result");
    await quickRow(page, "")
      .filter({ hasText: /missing\.txt/ })
      .waitFor();
    await screenshotInAllThemes(page, "sessions-search");
    await page.keyboard.press("Enter");
    await selectedRow(page)
      .filter({ hasText: /^tool_result.*missing/ })
      .waitFor();
  });

  it("copies what is selected as JSON from the keyboard, also from a row below the event", async () => {
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    const copied = async () => {
      await page.evaluate("navigator.clipboard.writeText('nothing')");
      await page.keyboard.press("Control+C");
      await page.locator(".statusbar", { hasText: "Copied as JSON" }).waitFor();
      await eventually(clipboard).toMatch(/^\{/);
      return JSON.parse(await clipboard());
    };
    const event = await copied();
    expect(event).toMatchObject({ event: "codex.tool_result" });
    expect(JSON.stringify(event)).toContain("missing.txt");

    await expandRow(selectedRow(page));
    await treeRow(page, /^Attributes/).click();
    expect(await copied()).toEqual(event);
  });

  it("leads from a result to its decision, and back", async () => {
    await chooseInMenu(page, treeRow(page, /^tool_result.*missing/), "Go to Related Event");
    await selectedRow(page)
      .filter({ hasText: /^tool_decision/ })
      .waitFor();
    await runCommand(page, "Codex OTel: Go to Related Event");
    await selectedRow(page)
      .filter({ hasText: /^tool_result.*missing/ })
      .waitFor();
  });

  it("lists the findings, goes to the event of the chosen one, and from a finding to the event that it is about", async () => {
    await runCommand(page, "Codex OTel: Show Findings");
    await quickRow(page, /^weakened-sandbox/).waitFor();
    await screenshotInAllThemes(page, "sessions-findings");
    await page.keyboard.type("logged in full");
    await quickRow(page, /^weakened-sandbox/).waitFor({ state: "detached" });
    await quickRow(page, /^prompt-logging/).waitFor();
    await page.keyboard.press("Enter");
    await selectedRow(page)
      .filter({ hasText: /^user_prompt/ })
      .waitFor();

    await expandRow(selectedRow(page));
    await expandRow(treeRow(page, /^Findings/));
    const finding = treeRow(page, /^prompt-logging/);
    await finding.click();
    await finding.hover();
    await finding.locator('.action-label[aria-label="Go to Event"]').click();
    await selectedRow(page)
      .filter({ hasText: /^user_prompt/ })
      .waitFor();
  });

  it("stands still while it is paused, says how much waits, and still does what the person asks", async () => {
    await runCommand(page, "Codex OTel: Pause Sessions");
    await viewMessage(page).getByText("Paused").waitFor();
    const before = await rowsInSight(page);
    await runCodexWith("Say it again");
    await viewMessage(page)
      .getByText(/Paused: \d+ events waiting/)
      .waitFor();
    expect(await rowsInSight(page)).toEqual(before);

    await runCommand(page, "Codex OTel: Filter Events");
    await quickInput(page).fill("event:codex.conversation_starts");
    await page.keyboard.press("Enter");
    await viewMessage(page).getByText("Filter event:codex.conversation_starts: 2 events · Paused").waitFor();
    await treeRow(page, "Say it again").waitFor();

    await runCommand(page, "Codex OTel: Clear Filter");
    await runCommand(page, "Codex OTel: Resume Sessions");
    await eventually(() => viewMessage(page).textContent()).toBe("");
    await treeRow(page, prompt).waitFor();
  });

  it("writes a session to a file", async () => {
    await selectRow(treeRow(page, prompt));
    await runCommand(page, "Codex OTel: Export Session");
    const input = quickInput(page);
    await eventually(() => input.inputValue()).toMatch(/codex-session-.*\.otlp\.jsonl$/);
    const file = await input.inputValue();
    await page.keyboard.press("Enter");
    await page.locator(".notification-toast", { hasText: "written as they were received" }).waitFor();
    expect(existsSync(file)).toBe(true);
    const [line = ""] = readFileSync(file, "utf8").split("\n");
    expect(JSON.parse(line)).toHaveProperty("resourceLogs");
    expect(readFileSync(file, "utf8")).toContain("missing.txt");
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  it("opens what Codex itself has kept of a session", async () => {
    await selectRow(treeRow(page, prompt));
    await runCommand(page, "Codex OTel: Open Transcript of Codex");
    await page.locator(".tab.active", { hasText: /rollout-.*\.jsonl/ }).waitFor();
    await runCommand(page, "View: Close All Editors");
  });

  it("shows any page of a turn of thousands of events: around one that is gone to, earlier and later ones", async () => {
    await long.prompt(longPrompt);
    await long.events(2000);
    await treeRow(page, longPrompt).waitFor();
    await collapseAll(page);
    await goTo(long.requestAfter(1000));
    expect(await rowsInSight(page)).toContainEqual(expect.stringContaining(long.requestAfter(1000)));

    await focusRows(page);
    await treeRow(page, "Show earlier…").waitFor();
    await screenshotInAllThemes(page, "sessions-earlier");
    const before = await countOf("Show earlier…");
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await eventually(() => countOf("Show earlier…")).toBe(before - 200);

    await page.keyboard.press("End");
    await treeRow(page, "Show more…").waitFor();
    const after = await countOf("Show more…");
    await treeRow(page, "Show more…").click();
    const atEnd = async () => {
      await page.keyboard.press("End");
      return countOf("Show more…");
    };
    await eventually(atEnd).toBe(after - 200);
  });

  it("follows the newest event of a long turn without taking the keyboard, until a row is selected", async () => {
    await runCommand(page, "Codex OTel: Follow the Newest Session");
    const following = paneOf(page, "Sessions").locator(".pane-header", { hasText: "following the newest" });
    await following.waitFor();
    await runCommand(page, "File: New Untitled Text File");
    await page.keyboard.type("note");
    for (let times = 0; times < 3; times++) {
      await long.events(150);
      await eventually(() => rowsInSight(page)).toContainEqual(expect.stringContaining(long.newestRequest));
      await page.keyboard.type(` ${times}`);
    }
    await eventually(editorText).toBe("note 0 1 2");
    await page.locator(".monaco-editor .view-lines").first().waitFor();
    await screenshotInAllThemes(page, "sessions-following");

    await selectRow(treeRow(page, long.newestRequest));
    await following.waitFor({ state: "detached" });
    await runCommand(page, "View: Revert and Close Editor");
  });

  it("keeps the selected row selected and in its place while thousands of events arrive, and tells their rate", async () => {
    await collapseAll(page);
    await long.prompt("And once more");
    await long.events(120);
    await goTo(long.requestAfter(long.sent - 60));
    const place = async () => ({
      selected: await selectedRow(page).textContent(),
      top: (await selectedRow(page).boundingBox())?.y,
      scrollTop: await scrollTop(page),
    });
    const before = await place();
    expect(before.scrollTop).toBeGreaterThan(0);

    let arrived = false;
    const arriving = long.events(3000).finally(() => {
      arrived = true;
    });
    const places: unknown[] = [];
    while (!arrived) places.push(await place());
    await arriving;
    await eventually(() => statusBarItem(page).textContent()).toMatch(/\/s/);
    await eventually(() => countOf("And once more", /([\d.]+k) events/)).toBeGreaterThan(3);
    places.push(await place());
    expect(new Set(places.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(before)]));
    await eventually(() => statusBarItem(page).textContent()).not.toMatch(/\/s/);
  });

  it("asks before it clears what many events have told, and is empty then, paused or not", async () => {
    await runCommand(page, "Codex OTel: Pause Sessions");
    await runCommand(page, "Codex OTel: Clear Sessions");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.getByText(/Clear [\d.]+k events\?/).waitFor();
    await screenshotInAllThemes(page, "sessions-clear");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await treeRow(page, longPrompt).waitFor();

    await runCommand(page, "Codex OTel: Clear Sessions");
    await dialog.getByRole("button", { name: "Clear" }).click();
    await paneOf(page, "Sessions").locator('[role="treeitem"]').first().waitFor({ state: "detached" });
    await long.prompt("After all");
    await viewMessage(page).getByText("Paused: 1 event waiting").waitFor();
    await runCommand(page, "Codex OTel: Resume Sessions");
    await treeRow(page, "After all").waitFor();
  });

  /** Goes to an event by the search, from the keyboard. */
  async function goTo(endpoint: string): Promise<void> {
    await focusRows(page);
    await page.keyboard.press("Control+Alt+F");
    await quickInput(page).waitFor();
    await page.keyboard.type(endpoint);
    await quickRow(page, "").filter({ hasText: endpoint }).waitFor();
    await page.keyboard.press("Enter");
    await selectedRow(page).filter({ hasText: endpoint }).waitFor();
  }

  /** The number in a row that is in sight. */
  async function countOf(row: string, number = /(\d+) (?:earlier|further) events/): Promise<number> {
    const text = (await rowsInSight(page)).find((one) => one.includes(row)) ?? "";
    return Number.parseFloat(number.exec(text)?.[1] ?? "NaN");
  }

  const editorText = async (): Promise<string> =>
    (await page.locator(".monaco-editor .view-line").first().textContent())?.replaceAll("\u00a0", " ") ?? "";
});
