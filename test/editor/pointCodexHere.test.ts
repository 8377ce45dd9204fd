import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { ensureCodex } from "../programs/codex.ts";
import { scriptedProvider } from "../programs/codexSession.ts";
import { type ScriptedModel, startScriptedModel } from "../programs/scriptedModel.ts";
import { chooseCommand, closeAllEditors, runCommand } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickUntil } from "./support/gestures.ts";
import { clearNotifications, notificationOf, notified } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseUntil, quickRow } from "./support/quickInput.ts";
import { type Effect, gone, inAttempt, until, workPatience } from "./support/repeatedly.ts";
import { screenshot } from "./support/screenshot.ts";
import { walkthroughStep } from "./support/setupView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, save } from "./support/textEditor.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { extensionIsActive, openView, treeRow } from "./support/workbench.ts";

const ownExporter = `exporter = { otlp-grpc = { endpoint = "https://collector.example.com:4317" } } # the team's`;

/** Each test goes on where the one before it ended: one window, as one person would use it. */
describe("pointing Codex here", () => {
  let editor: Editor;
  let page: Page;
  let model: ScriptedModel;
  let config: string;
  let profile: string;
  let grpcPort: number;
  let before: string;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    grpcPort = await freePort();
    model = await startScriptedModel([]);
    const bin = dirname(await ensureCodex());
    const environment = `export PATH="${bin}:$PATH" SCRIPTED_MODEL_KEY=not-a-real-key\n`;
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        // what stands in a terminal can be read
        "terminal.integrated.gpuAcceleration": "off",
        ...themeSettings,
      },
      environment: ({ home }) => ({ CODEX_HOME: join(home, ".codex"), SCRIPTED_MODEL_KEY: "not-a-real-key" }),
      homeFiles: {
        ".profile": environment,
        ".bashrc": environment,
        ".codex/config.toml": "",
        ".codex/work.config.toml": `[otel]\n${ownExporter}\n`,
      },
    });
    config = join(editor.home, ".codex/config.toml");
    profile = join(editor.home, ".codex/work.config.toml");
    before = `# Of this person
${scriptedProvider(model.baseUrl)}
[projects."${editor.workspace}"]
trust_level = "trusted"
`;
    await writeFile(config, before);
    page = await editor.open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openView(page, "Sessions", 160);
  });

  afterAll(async () => {
    await editor?.close();
    await model?.close();
  });

  const point = (way: string, effect: Effect) =>
    chooseUntil(() => chooseCommand(page, "Codex OTel: Point Codex Here"), quickRow(page, way), effect);
  const here = () => added(`http://127.0.0.1:${grpcPort}`);
  const comparison = () => page.locator(".monaco-diff-editor").first();
  const added = (text: string) => comparison().locator(".editor.modified .view-line", { hasText: text }).first();
  const saved = () => readFile(config, "utf8");
  /** Codex's terminal interface appends what it has shown to a person. */
  const savedByThePerson = async () => (await saved()).split("\n[tui]")[0];
  const sessions = () => page.locator('.sidebar [role="treeitem"][aria-level="1"]', { hasText: "codex-tui" });

  const terminal = () => page.locator(".terminal-wrapper.active");

  /** Asks the Codex that runs in the terminal something, and ends it when the session is there. */
  async function askCodexInTerminal(session: number): Promise<void> {
    await sessions().nth(session).waitFor();
    const words = "Say that you are done";
    const input = terminal().locator(".xterm-helper-textarea");
    await until(terminal().locator(".xterm-rows", { hasText: words }), async () => {
      await input.press("Control+u", inAttempt);
      await input.pressSequentially(words, inAttempt);
    });
    // Codex takes an Enter that comes with fast typing for a line of pasted text
    await until(treeRow(page, /^Turn 1/), () => input.press("Enter", inAttempt));
    await runCommand(page, "Terminal: Kill All Terminals", gone(terminal()));
  }

  it("runs Codex in a terminal with overrides: the session appears, and no file changes", async () => {
    await point("Run Codex in a Terminal", terminal());
    await askCodexInTerminal(0);
    expect(await savedByThePerson()).toBe(before);
  });

  it("ticks the step of the walkthrough, although the file has no exporter", async () => {
    await runCommand(page, "Codex OTel: Open Walkthrough", walkthroughStep(page, "point", "true"));
    await walkthroughStep(page, "test", "false").waitFor();
    await screenshotInAllThemes(page, "walkthrough");
    await closeAllEditors(page);
  });

  it("is a terminal profile too, which runs Codex itself", async () => {
    // a handful of events may go without a question
    const question = dialogOf(page);
    await runCommand(page, "Codex OTel: Clear Sessions", question.or(page.getByText("The listener is ready")));
    if (await question.isVisible()) await answer(question, "Clear");
    await sessions().first().waitFor({ state: "detached" });
    const profile = quickRow(page, "Codex (telemetry to this window)");
    await chooseUntil(() => chooseCommand(page, "Create New Terminal (With Profile)"), profile, sessions());
    await runCommand(page, "Terminal: Focus on Terminal View", terminal());
    await askCodexInTerminal(0);
    expect(await savedByThePerson()).toBe(before);
  });

  it("copies a snippet that does the same in whichever file it is pasted", async () => {
    before = await saved();
    await point("Copy the Configuration Snippet", notificationOf(page, "was copied"));
    await clearNotifications(page);
    const snippet = await page.evaluate<string>("navigator.clipboard.readText()");
    expect(snippet).toBe(`[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }\n`);
    expect(await saved()).toBe(before);
  });

  it("shows what would change in config.toml beside what is saved, and undo takes it back", async () => {
    await point("Add It to config.toml", here());
    await notified(page, "Save config.toml");
    await screenshotInAllThemes(page, "point-preview");
    expect(await saved()).toBe(before);
    await until(gone(here()), async () => {
      await comparison().locator(".editor.modified .view-line").first().click(inAttempt);
      await page.keyboard.press("Control+z");
    });
    await page.locator(".tabs-container .tab.dirty").first().waitFor({ state: "detached" });
  });

  it("writes it when the person saves, and gives back the file as it was, also after a restart", async () => {
    await point("Add It to config.toml", here());
    await save(page);
    expect(await saved()).toBe(
      `${before}\n[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }\n`,
    );
    await page.reload();
    await extensionIsActive(page);
    const words = "config.toml is as it was before";
    await runCommand(page, "Codex OTel: Restore Codex's Exporter", notificationOf(page, words));
    await clearNotifications(page);
    expect(await saved()).toBe(before);
  });

  it("gives the file back, although the editor has not taken in that it was saved elsewhere", async () => {
    page = await editor.open({ path: config });
    await extensionIsActive(page);
    await point("Add It to config.toml", here());
    await writeFile(
      config,
      `${before}\n[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }\n`,
    );
    const words = "config.toml is as it was before";
    await runCommand(page, "Codex OTel: Restore Codex's Exporter", notificationOf(page, words));
    await clearNotifications(page);
    expect(await saved()).toBe(before);
    await closeAllEditors(page);
  });

  it("points a profile's own file here from the line above its exporter, and restores it from there", async () => {
    const profileBefore = await readFile(profile, "utf8");
    page = await editor.open({ path: profile });
    await extensionIsActive(page);
    const question = dialogOf(page);
    await clickUntil(lens("Send sessions here"), question);
    await answer(question, "Replace in the Editor");
    await here().waitFor();
    await save(page);
    expect(await readFile(profile, "utf8")).toContain(`http://127.0.0.1:${grpcPort}`);
    expect(await readFile(profile, "utf8")).toContain("# the team's");
    page = await editor.open({ path: profile });
    await extensionIsActive(page);
    await lens("Restore").waitFor();
    await screenshot(page, "point-profile");
    await clickUntil(lens("Restore"), notificationOf(page, "work.config.toml is as it was before"), workPatience);
    expect(await readFile(profile, "utf8")).toBe(profileBefore);
    await lens("Restore").waitFor({ state: "detached" });
  });

  const lens = (title: string) =>
    editorOf(page, "work.config.toml").locator(".codelens-decoration a", { hasText: title }).first();
});
