import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCodexSession, sentTo } from "../programs/codexSession.ts";
import { chooseCommand, closeAllEditors, runCommand, startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickUntil } from "./support/gestures.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseUntil, quickRow } from "./support/quickInput.ts";
import { gone, until } from "./support/repeatedly.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, focusEditor } from "./support/textEditor.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import {
  expandRow,
  extensionIsActive,
  paneOf,
  selectRow,
  showOnly,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

/** Of the form of a GitHub token, made up. */
const credential = "ghp_m4d3UpF0rAT3stM4d3UpF0rAT3stM4d3UpF0";
const prompt = `Log in with ${credential} and count the lines`;
const policy = `version = 1

[classes]
prompt = ["prompt"]

[secrets]
github_token = 'gh[pousr]_[A-Za-z0-9]{36,}'

[destinations.siem]
receives = ["codex.user_prompt", "codex.tool_result"]
when = [{ attribute = "success", not_equals = "false" }]

[destinations.siem.redact]
default = "keep"
prompt = "keep"`;

/** Each test goes on where the one before it ended: one window, one session of the real Codex with a credential in it. */
describe("a session in which somebody typed a credential", () => {
  let editor: Editor;
  let page: Page;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    const grpcPort = await freePort();
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        "diffEditor.useInlineViewWhenSpaceIsLimited": false,
        "editor.minimap.enabled": false,
        ...themeSettings,
      },
      workspaceFiles: { "otel-policy.toml": policy },
    });
    page = await editor.open();
    await extensionIsActive(page);
    await showSessionsView(page);
    await startListener(page);
    await paneOf(page, "Sessions").getByText("The listener is ready").waitFor();
    const session = await runCodexSession({
      otel: sentTo(grpcPort),
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);
  });

  afterAll(() => editor?.close());

  const side = (name: "original" | "modified") => page.locator(`.monaco-diff-editor .editor.${name} .view-lines`);
  const previewForSiem = (shown: Locator) => {
    const preview = () => chooseCommand(page, "Codex OTel: Preview for Destination…");
    return chooseUntil(preview, quickRow(page, /^siem/), shown);
  };
  const action = (label: string) => page.locator(`.editor-actions .action-label[aria-label^="${label}"]`);
  const clearFilter = () => {
    const filtered = paneOf(page, "Sessions").locator(".message", { hasText: "destination:" });
    return runCommand(page, "Codex OTel: Clear Filter", gone(filtered));
  };
  const holds = (name: "original" | "modified", text: string) => async () => (await textOf(name)).includes(text);
  const textOf = async (name: "original" | "modified") => (await side(name).innerText()).replaceAll("\u00a0", " ");

  it("shows a click on a rule that held events back which events these are", async () => {
    await showOnly(page, "Destinations");
    await widenSideBar(page, 160);
    await expandRow(treeRow(page, /^siem/));
    await expandRow(treeRow(page, /^Withheld/));
    const rule = treeRow(page, /^No entry of what siem receives names this event/);
    await rule.waitFor();
    const count = Number(/(\d+) events/.exec(await rule.innerText())?.[1]);
    expect(count).toBeGreaterThan(0);

    const sessions = paneOf(page, "Sessions");
    const found = `Filter destination:siem=withheld:receives: ${count} events`;
    await clickUntil(rule, sessions.locator(".message", { hasText: found }));
    await treeRow(page, /Before the first prompt.*match/).waitFor();
    await screenshotInAllThemes(page, "withheld-by-rule");
    await clearFilter();
  });

  it("lists the events of a destination, and shows all of one kind in the Sessions view", async () => {
    // the row of a destination is selected: there is nothing to ask
    const title = "Codex OTel: Show Events of a Destination…";
    await runCommand(page, title, quickRow(page, /^codex\.user_prompt/));
    const delivered = paneOf(page, "Sessions").locator(".message", { hasText: "destination:siem=delivered" });
    const all = quickRow(page, "Show all in the Sessions view");
    await chooseUntil(() => chooseCommand(page, title), all, delivered);
    await clearFilter();
  });

  it("shows the credential nowhere until it is revealed, and then on the side of what was received alone", async () => {
    await showOnly(page, "Sessions");
    await expandRow(treeRow(page, "codex_exec"));
    await expandRow(treeRow(page, /^Turn 1/));
    await selectRow(treeRow(page, /^user_prompt/));
    await previewForSiem(side("original").getByText("[SECRET:github_token]"));
    await side("modified").getByText("[SECRET:github_token]").first().waitFor();
    expect(await page.locator("body").innerText()).not.toContain(credential);

    await clickUntil(action("Reveal Credentials"), holds("original", credential));
    await screenshotInAllThemes(page, "credential-revealed");
    expect(await textOf("original")).not.toContain("[SECRET:github_token]");
    expect(await textOf("modified")).toContain("[SECRET:github_token]");
    expect(await textOf("modified")).not.toContain(credential);

    await clickUntil(action("Hide Credentials"), holds("original", "[SECRET:github_token]"));
    expect(await page.locator("body").innerText()).not.toContain(credential);
  });

  it("hides a credential again when its preview is closed", async () => {
    await runCommand(page, "Codex OTel: Reveal Credentials in Previews", holds("original", credential));
    await closeAllEditors(page);
    await selectRow(treeRow(page, /^user_prompt/));
    await previewForSiem(side("original").getByText("[SECRET:github_token]"));
    expect(await page.locator("body").innerText()).not.toContain(credential);
  });

  it("follows the policy beside it while that is typed, before it is saved", async () => {
    await closeAllEditors(page);
    await selectRow(treeRow(page, /^user_prompt/));
    await previewForSiem(side("modified").getByText("Log in with"));
    await runCommand(page, "View: Toggle Primary Side Bar Visibility", gone(page.locator(".part.sidebar")));
    const edited = editorOf(page, "otel-policy.toml");
    await clickUntil(action("Open Policy"), edited);
    await side("modified").getByText("Log in with").first().waitFor();

    await until(side("modified").getByText("[REDACTED]"), async () => {
      await focusEditor(edited);
      for (const key of ["Control+End", "Shift+Home"]) await page.keyboard.press(key);
      await page.keyboard.type('prompt = "mask"');
    });
    expect(await textOf("modified")).not.toContain("Log in with");
    expect(await textOf("original")).toContain("Log in with");
    await screenshotInAllThemes(page, "policy-typed");
    expect(await page.locator(".tabs-container .tab.dirty").count()).toBe(1);
    expect(await readFile(join(editor.workspace, "otel-policy.toml"), "utf8")).toBe(policy);
  });
});
