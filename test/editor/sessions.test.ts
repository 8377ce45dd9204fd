import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodexSessionIn, sentTo } from "../programs/codexSession.ts";
import { chooseCommand, closeAllEditors, runCommand, startListener } from "./support/commands.ts";
import { openConfigWindow } from "./support/configWindow.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import type { Editor } from "./support/editor.ts";
import { clickActionUntil, clickUntil } from "./support/gestures.ts";
import { LongSession } from "./support/longSession.ts";
import { notified } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { acceptBox, answerUntil, boxHolds, quickInput, quickRow, typeInBox } from "./support/quickInput.ts";
import { type Effect, gone, inAttempt, until, workPatience } from "./support/repeatedly.ts";
import {
  chooseInMenu,
  collapseAll,
  focusRows,
  rowsInSight,
  rowsOf,
  scrollTop,
  selectedRow,
  viewMessage,
} from "./support/sessionsView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { focusEditor } from "./support/textEditor.ts";
import { screenshotInAllThemes } from "./support/themes.ts";
import {
  collapseRow,
  expandRow,
  paneOf,
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
    await closeAllEditors(page);
    await showSessionsView(page);
    await startListener(page);
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
    const filtered = viewMessage(page).getByText("Filter event:codex.tool_result: 2 events");
    await fromTheKeyboard(filtered, "Control+Shift+Alt+F", async () => {
      await typeInBox(page, "tool_res");
      await quickRow(page, "Filter by tool_res").waitFor(inAttempt);
      await quickRow(page, "event:codex.tool_result").click(inAttempt);
      await boxHolds(page, "event:codex.tool_result ");
    });
    await treeRow(page, /^user_prompt/).waitFor({ state: "detached" });
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await treeRow(page, /^tool_result.*wc -l/).waitFor();
    await screenshotInAllThemes(page, "sessions-filter");
  });

  it("shows everything again without the filter", async () => {
    await clearFilter();
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    await treeRow(page, /^user_prompt/).waitFor();
    expect(await viewMessage(page).textContent()).toBe("");
  });

  it("goes to an event that is searched for from the keyboard, although its turn is closed", async () => {
    await collapseRow(treeRow(page, prompt));
    await treeRow(page, "Turn 1").waitFor({ state: "detached" });
    const failed = selectedRow(page).filter({ hasText: /^tool_result.*missing/ });
    await fromTheKeyboard(failed, "Control+Alt+F", async () => {
      await typeInBox(page, "missing.txt event:codex.tool_result");
      await quickRow(page, /missing\.txt/).waitFor({ timeout: workPatience });
      await screenshotInAllThemes(page, "sessions-search");
    });
  });

  it("copies what is selected as JSON from the keyboard, also from a row below the event", async () => {
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    const copied = async () => {
      await page.evaluate("navigator.clipboard.writeText('nothing')");
      await until(
        async () => /^\{/.test(await clipboard()),
        async () => {
          await rowsOf(page).press("Control+C", inAttempt);
          await page.locator(".statusbar", { hasText: "Copied as JSON" }).waitFor(inAttempt);
        },
      );
      return JSON.parse(await clipboard());
    };
    const event = await copied();
    expect(event).toMatchObject({ event: "codex.tool_result" });
    expect(JSON.stringify(event)).toContain("missing.txt");

    await expandRow(selectedRow(page));
    await selectRow(treeRow(page, /^Attributes/));
    expect(await copied()).toEqual(event);
  });

  it("leads from a result to its decision, and back", async () => {
    const decision = selectedRow(page).filter({ hasText: /^tool_decision/ });
    const result = selectedRow(page).filter({ hasText: /^tool_result.*missing/ });
    await chooseInMenu(page, treeRow(page, /^tool_result.*missing/), "Go to Related Event", decision);
    await runCommand(page, "Codex OTel: Go to Related Event", result);
  });

  it("lists the findings, goes to the event of the chosen one, and from a finding to the event that it is about", async () => {
    const prompted = selectedRow(page).filter({ hasText: /^user_prompt/ });
    await until(
      prompted,
      async () => {
        await chooseCommand(page, "Codex OTel: Show Findings");
        await quickRow(page, /^weakened-sandbox/).waitFor({ timeout: workPatience });
        await screenshotInAllThemes(page, "sessions-findings");
        await typeInBox(page, "logged in full");
        await quickRow(page, /^weakened-sandbox/).waitFor({ state: "detached", ...inAttempt });
        await quickRow(page, /^prompt-logging/).waitFor(inAttempt);
        await acceptBox(page);
      },
      workPatience,
    );

    await expandRow(selectedRow(page));
    await expandRow(treeRow(page, /^Findings/));
    const finding = treeRow(page, /^prompt-logging/);
    await selectRow(finding);
    await clickActionUntil(finding, finding.locator('.action-label[aria-label="Go to Event"]'), prompted);
  });

  it("stands still while it is paused, says how much waits, and still does what the person asks", async () => {
    await pause();
    const before = await rowsInSight(page);
    await runCodexWith("Say it again");
    await viewMessage(page)
      .getByText(/Paused: \d+ events waiting/)
      .waitFor();
    expect(await rowsInSight(page)).toEqual(before);

    const filter = () => chooseCommand(page, "Codex OTel: Filter Events");
    const filtered = viewMessage(page).getByText("Filter event:codex.conversation_starts: 2 events · Paused");
    await answerUntil(page, filter, "event:codex.conversation_starts", filtered);
    await treeRow(page, "Say it again").waitFor();

    await clearFilter();
    await resume();
    await eventually(() => viewMessage(page).textContent()).toBe("");
    await treeRow(page, prompt).waitFor();
  });

  it("writes a session to a file", async () => {
    await selectRow(treeRow(page, prompt));
    let file = "";
    await until(
      () => existsSync(file),
      async () => {
        await chooseCommand(page, "Codex OTel: Export Session");
        const proposal = () => quickInput(page).inputValue(inAttempt);
        await expect.poll(proposal, { timeout: workPatience }).toMatch(/codex-session-.*\.otlp\.jsonl$/);
        file = await proposal();
        await acceptBox(page);
      },
      workPatience,
    );
    await notified(page, "written as they were received");
    const [line = ""] = readFileSync(file, "utf8").split("\n");
    expect(JSON.parse(line)).toHaveProperty("resourceLogs");
    expect(readFileSync(file, "utf8")).toContain("missing.txt");
  });

  it("opens what Codex itself has kept of a session", async () => {
    await selectRow(treeRow(page, prompt));
    const transcript = page.locator(".tab.active", { hasText: /rollout-.*\.jsonl/ });
    await runCommand(page, "Codex OTel: Open Transcript of Codex", transcript);
    await closeAllEditors(page);
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
    const isEarlier = async () => (await countOf("Show earlier…")) === before - 200;
    const earlier = rowsOf(page).locator(".monaco-list-row.focused", { hasText: "Show earlier…" });
    await until(
      isEarlier,
      async () => {
        await focusRows(page);
        for (const _ of ["the turn", "earlier events"]) await rowsOf(page).press("ArrowDown", inAttempt);
        await earlier.waitFor(inAttempt);
        await rowsOf(page).press("Enter", inAttempt);
      },
      workPatience,
    );

    const atEnd = async () => {
      await rowsOf(page).press("End", inAttempt);
      return countOf("Show more…");
    };
    await eventually(atEnd).toBeGreaterThan(0);
    const after = await countOf("Show more…");
    const isMore = async () => (await atEnd()) === after - 200;
    await clickUntil(treeRow(page, "Show more…"), isMore, workPatience);
  });

  it("follows the newest event of a long turn without taking the keyboard, until a row is selected", async () => {
    const following = paneOf(page, "Sessions").locator(".pane-header", { hasText: "following the newest" });
    await runCommand(page, "Codex OTel: Follow the Newest Session", following);
    const untitled = page.locator(".tab", { hasText: "Untitled" });
    await runCommand(page, "File: New Untitled Text File", untitled);
    await until(
      async () => (await editorText()) === "note",
      async () => {
        await focusEditor(page.locator(".editor-instance .monaco-editor"));
        await page.keyboard.press("Control+a");
        await page.keyboard.type("note");
      },
    );
    // from here on no key may be lost
    for (const word of [" 0", " 1", " 2"]) {
      await long.events(150);
      await eventually(() => rowsInSight(page)).toContainEqual(expect.stringContaining(long.newestRequest));
      await page.keyboard.type(word);
    }
    await eventually(editorText).toBe("note 0 1 2");
    await page.locator(".monaco-editor .view-lines").first().waitFor();
    await screenshotInAllThemes(page, "sessions-following");

    await selectRow(treeRow(page, long.newestRequest));
    await following.waitFor({ state: "detached" });
    await runCommand(page, "View: Revert and Close Editor", gone(untitled));
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
    await pause();
    const question = dialogOf(page, /Clear [\d.]+k events\?/);
    await runCommand(page, "Codex OTel: Clear Sessions", question);
    await screenshotInAllThemes(page, "sessions-clear");
    await answer(question, "Cancel");
    await treeRow(page, longPrompt).waitFor();

    await runCommand(page, "Codex OTel: Clear Sessions", question);
    await answer(question, "Clear");
    await paneOf(page, "Sessions").locator('[role="treeitem"]').first().waitFor({ state: "detached" });
    await long.prompt("After all");
    await viewMessage(page).getByText("Paused: 1 event waiting").waitFor();
    await resume();
    await treeRow(page, "After all").waitFor();
  });

  it("lets a sub-agent stand below the step that started it", async () => {
    const recording = readFileSync(
      join(import.meta.dirname, "../fixtures/sessions/second-agent.logs.otlp.jsonl"),
      "utf8",
    );
    for (const body of recording.trim().split("\n")) {
      const headers = { "content-type": "application/json" };
      await fetch(`http://127.0.0.1:${httpPort}/v1/logs`, { method: "POST", headers, body });
    }
    const asked = "Let a helper count the lines of the readme";
    await expandRow(treeRow(page, asked));
    await expandRow(treeRow(page, `Turn 1: ${asked}`));
    await expandRow(treeRow(page, /^tool_result.*spawn_agent/));
    const agent = treeRow(page, /^Sub-agent: Count the lines, little helper/);
    await agent.waitFor();
    // session, turn, step, sub-agent
    expect(await agent.getAttribute("aria-level")).toBe("4");
    await expandRow(agent);
    await treeRow(page, "Work of the sub-agent").waitFor();
    await screenshotInAllThemes(page, "sessions-sub-agent");
  });

  /** Goes to an event by the search, from the keyboard. */
  const goTo = (endpoint: string) =>
    fromTheKeyboard(selectedRow(page).filter({ hasText: endpoint }), "Control+Alt+F", async () => {
      await typeInBox(page, endpoint);
      await quickRow(page, endpoint).waitFor({ timeout: workPatience });
    });

  /** Opens a box by a key in the rows, does something in it, and accepts it, until the effect is seen. */
  const fromTheKeyboard = (effect: Effect, key: string, inBox: () => Promise<unknown>) =>
    until(
      effect,
      async () => {
        await focusRows(page);
        await page.keyboard.press(key);
        await inBox();
        await acceptBox(page);
      },
      workPatience,
    );

  const clearFilter = () =>
    runCommand(page, "Codex OTel: Clear Filter", gone(viewMessage(page).filter({ hasText: "Filter" })));
  const pause = () => runCommand(page, "Codex OTel: Pause Sessions", viewMessage(page).getByText("Paused"));
  const resume = () =>
    runCommand(page, "Codex OTel: Resume Sessions", gone(viewMessage(page).filter({ hasText: "Paused" })));

  /** The number in a row that is in sight. */
  async function countOf(row: string, number = /(\d+) (?:earlier|further) events/): Promise<number> {
    const text = (await rowsInSight(page)).find((one) => one.includes(row)) ?? "";
    return Number.parseFloat(number.exec(text)?.[1] ?? "NaN");
  }

  const editorText = async (): Promise<string> =>
    (await page.locator(".monaco-editor .view-line").allTextContents())[0]?.replaceAll("\u00a0", " ") ?? "";
});
