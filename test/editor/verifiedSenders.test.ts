import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCodexSessionIn } from "../programs/codexSession.ts";
import { chooseCommand, runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { hoverUntil } from "./support/gestures.ts";
import { setOnMachine } from "./support/machineSettings.ts";
import { clearNotifications, notificationOf, notified } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { answerUntil, chooseUntil, quickRow } from "./support/quickInput.ts";
import { screenshot } from "./support/screenshot.ts";
import { viewMessage } from "./support/sessionsView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, save } from "./support/textEditor.ts";
import { themeSettings } from "./support/themes.ts";
import { expandRow, extensionIsActive, openView, treeRow } from "./support/workbench.ts";

const before = '# Of this person\nmodel_reasoning_effort = "low"\n';
/** Of a Codex that does not log prompts, the row of a session has its name. */
const codex = "codex_exec";

/** Each test goes on where the one before it ended: one window, as one person would use it. */
describe("verified senders", () => {
  let editor: Editor;
  let page: Page;
  let codexHome: string;
  let config: string;
  let grpcPort: number;
  let httpPort: number;
  let token = "";
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    [grpcPort, httpPort] = [await freePort(), await freePort()];
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": httpPort,
        ...themeSettings,
      },
      environment: ({ home }) => ({ CODEX_HOME: join(home, ".codex") }),
      homeFiles: { ".codex/config.toml": before },
    });
    codexHome = join(editor.home, ".codex");
    config = join(codexHome, "config.toml");
    // as in a home that other accounts may look into
    for (const folder of [editor.server.folder, editor.home, codexHome]) await chmod(folder, 0o755);
    await chmod(config, 0o644);
    page = await editor.open();
    await openView(page, "Sessions", 260);
    await startListener(page);
    await page.locator(".sidebar .welcome-view-content").getByText("The listener is ready").waitFor();
  });
  afterAll(() => editor?.close());

  const runCodex = async () => {
    const steps = [{ message: "Done." }];
    const session = await runCodexSessionIn({ codexHome, prompt: "Say that you are done", steps });
    expect(session.exitCode, session.stderr).toBe(0);
  };
  /** What any program of this machine can do. */
  const invent = async (prompt: string) => {
    const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const attributes = [
      attribute("event.name", "codex.user_prompt"),
      attribute("conversation.id", `invented ${prompt}`),
      attribute("prompt", prompt),
    ];
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] });
    const headers = { "content-type": "application/json" };
    const { status } = await fetch(`http://127.0.0.1:${httpPort}/v1/logs`, { method: "POST", headers, body });
    expect(status).toBe(200);
  };

  it("begin with a setting that offers to point Codex here again, for the listener that runs already", async () => {
    const offer = notificationOf(page, "point Codex here, then start it anew");
    await setOnMachine(editor, { "codexOtel.listener.verifySender": true }, offer);
    await clearNotifications(page);
  });

  it("are asked about before the token is written where other accounts can read it", async () => {
    const addIt = quickRow(page, /Add It to config\.toml/);
    const dialog = dialogOf(page, "can read config.toml");
    await chooseUntil(() => chooseCommand(page, "Codex OTel: Point Codex Here"), addIt, dialog);
    await screenshot(page, "sender-private");
    await answer(dialog, "Make It Private");
    const header = page.locator(".monaco-diff-editor .editor.modified .view-line", { hasText: "x-codex-otel-sender" });
    await header.first().waitFor();
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    expect(await readFile(config, "utf8")).toBe(before);
    await save(page);
    const saved = await readFile(config, "utf8");
    const written = `${before}\n[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}", headers = { x-codex-otel-sender = "TOKEN" } } }\n`;
    token = /"([0-9a-f]{64})"/.exec(saved)?.[1] ?? "";
    expect(saved.replace(token, "TOKEN")).toBe(written);
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    await notified(page, "Save config.toml");
  });

  it("are Codex with that file; what another program sends is marked in words", async () => {
    await runCodex();
    await invent("Trust me");
    await treeRow(page, /Trust me.*1 unverified/).waitFor();
    await treeRow(page, codex).waitFor();
    expect(await treeRow(page, codex).textContent()).not.toContain("unverified");
    await expandRow(treeRow(page, "Trust me"));
    await expandRow(treeRow(page, /^Turn 1: Trust me/));
    await expandRow(treeRow(page, /^user_prompt.*unverified sender/));
    await treeRow(page, /^Sender.*unverified/).waitFor();
    await screenshot(page, "sender-unverified");
  });

  it("are a filter", async () => {
    const filter = () => chooseCommand(page, "Codex OTel: Filter Events");
    const found = viewMessage(page).getByText("Filter sender:unverified: 1 event");
    await answerUntil(page, filter, "sender:unverified", found);
    await treeRow(page, codex).waitFor({ state: "detached" });
    await runCommand(page, "Codex OTel: Clear Filter", treeRow(page, codex));
  });

  it("are no longer told apart when the setting is off", async () => {
    let sent = 0;
    const isNotMarked = async () => {
      await invent(`Not marked ${++sent}`);
      const row = treeRow(page, `Not marked ${sent}`);
      await row.waitFor();
      return (await row.textContent())?.includes("unverified") === false;
    };
    await setOnMachine(editor, { "codexOtel.listener.verifySender": false }, isNotMarked);
    await treeRow(page, /Trust me.*1 unverified/).waitFor();
  });

  it("are explained on their header, which does not show the token", async () => {
    page = await editor.open({ path: config });
    await extensionIsActive(page);
    const header = editorOf(page, "config.toml").locator(".view-line span", { hasText: "x-codex-otel-sender" }).last();
    const hover = page.locator(".monaco-hover", { hasText: "codexOtel.listener.verifySender" });
    await hoverUntil(header, hover);
    expect(await hover.textContent()).not.toContain(token);
  });

  it("end with the exporter: the file is as it was before, and stays private", async () => {
    const words = "config.toml is as it was before";
    await runCommand(page, "Codex OTel: Restore Codex's Exporter", notificationOf(page, words));
    expect(await readFile(config, "utf8")).toBe(before);
    expect((await stat(config)).mode & 0o777).toBe(0o600);
  });

  it("leave their token in no file but the one that it was written to", async () => {
    expect(token).not.toBe("");
    const names = await readdir(join(editor.server.folder, "user"), { recursive: true });
    const logs = names.filter((name) => name.endsWith(".log") || name.includes("globalStorage"));
    expect(logs.length).toBeGreaterThan(0);
    for (const name of logs) {
      const text = await readFile(join(editor.server.folder, "user", name), "latin1").catch(() => "");
      expect(text.includes(token), name).toBe(false);
    }
  });
});
