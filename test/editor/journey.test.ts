import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodexSession, sentTo } from "../programs/codexSession.ts";
import { closeAllEditors, hidePanel } from "./support/commands.ts";
import { type ConfigWindow, openConfigWindow } from "./support/configWindow.ts";
import type { Editor } from "./support/editor.ts";
import { clickUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { gone, workPatience } from "./support/repeatedly.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, fixProblem, goToProblem, save } from "./support/textEditor.ts";
import { screenshotInAllThemes } from "./support/themes.ts";
import {
  collapseRow,
  expandRow,
  paneOf,
  selectRow,
  showOnly,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const brokenConfig = `# Telemetry of this machine
model = "gpt-5.2-codex"

[otel]
environment = "dev"
exporter = "otlp-grpc"  # to the collector
`;
const mistake = { message: /otlp-grpc needs a table/, cursor: /Ln 6, Col 23/ };
const prompt = "Count the lines of the readme";

/** Each test goes on where the one before it ended: one window, as one person would use it. */
describe("from a broken config.toml to a redacted event", () => {
  let window: ConfigWindow;
  let editor: Editor;
  let page: Page;
  let grpcPort: number;
  let codexHome: string;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    window = await openConfigWindow(brokenConfig);
    ({ editor, page, grpcPort, codexHome } = window);
  });

  afterAll(() => editor?.close());

  it("underlines the mistake with which Codex refuses to start", async () => {
    expect(await window.verdictOfCodex()).toMatchObject({
      accepts: false,
      says: expect.stringContaining("config.toml:6:12"),
    });

    await editorOf(page, "config.toml").locator(".squiggly-error").first().waitFor();
    await goToProblem(page, mistake);
    await screenshotInAllThemes(page, "broken-config");
  });

  it("fixes it with one quick fix, and the real Codex accepts the result", async () => {
    await goToProblem(page, mistake);
    await fixProblem(page, mistake, /endpoint|otlp-grpc|table/i, gone(page.locator(".squiggly-error")));
    await save(page);

    const fixed = await readFile(join(codexHome, "config.toml"), "utf8");
    expect(fixed).not.toBe(brokenConfig);
    expect(fixed).toContain("# Telemetry of this machine");
    expect(fixed).toContain("# to the collector");
    expect(await window.verdictOfCodex()).toMatchObject({ accepts: true });
    await screenshotInAllThemes(page, "fixed-config");
    await closeAllEditors(page);
    await hidePanel(page);
  });

  it("says in the empty view how to begin, and starts the listener from there", async () => {
    await showSessionsView(page);
    const welcome = paneOf(page, "Sessions").locator(".welcome-view-content");
    await welcome.getByText("Start Listener").waitFor();
    await screenshotInAllThemes(page, "empty-view");

    await clickUntil(welcome.getByText("Start Listener"), welcome.getByText("The listener is ready"), workPatience);
    await screenshotInAllThemes(page, "listening");
  });

  it("shows a real Codex session live, down to its events", async () => {
    const session = await runCodexSession({
      otel: sentTo(grpcPort),
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);

    await showOnly(page, "Sessions");
    await widenSideBar(page, 160);
    await expandRow(treeRow(page, "codex_exec"));
    await treeRow(page, "Before the first prompt").waitFor();
    await expandRow(treeRow(page, `Turn 1: ${prompt}`));
    for (const event of ["user_prompt", "api_request", "sse_event", "tool_decision", "tool_result"]) {
      await treeRow(page, new RegExp(`^${event}`)).waitFor();
    }
  });

  it("shows for each destination what is redacted and why", async () => {
    // its rows would push those of the turn out of sight
    await collapseRow(treeRow(page, "Before the first prompt"));
    await expandRow(treeRow(page, /^tool_result/));
    const routing = treeRow(page, /^Routing/);
    await expandRow(routing);
    for (const destination of ["siem", "lake", "restricted"]) {
      await treeRow(page, new RegExp(`^${destination}(delivered|withheld)`)).waitFor();
    }
    await expandRow(treeRow(page, /^lakedelivered/));
    await removed(page, "output").waitFor();
    await removed(page, "arguments").waitFor();
    await screenshotInAllThemes(page, "sessions-tree");
  });

  it("opens the diff of what was received and what a destination gets", async () => {
    await selectRow(treeRow(page, /^lakedelivered/));
    const diff = page.locator(".monaco-diff-editor");
    await diff.locator(".editor.original .view-line", { hasText: "2 README.md" }).first().waitFor();
    await diff.locator(".editor.modified .view-line", { hasText: "tool_result" }).first().waitFor();
    await diff.locator(".editor.original .line-delete").first().waitFor({ state: "attached" });
    const delivered = await diff.locator(".editor.modified .view-line").allTextContents();
    expect(delivered.join("\n")).not.toContain("README.md");
    await screenshotInAllThemes(page, "diff");
  });
});

const removed = (page: Page, attribute: string): Locator => treeRow(page, new RegExp(`^${attribute}.*removed`));
