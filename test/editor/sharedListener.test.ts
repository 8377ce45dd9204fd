import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { seeNotification } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { extensionIsActive, showSessionsView, statusBarItem, treeRow } from "./support/workbench.ts";

const capture = new URL("../fixtures/captures/wire/shell-tools.logs.http.json", import.meta.url);
const body = readFileSync(capture, "utf8");
const service = /"codex_exec"/g;

/** Each test goes on where the one before it ended: two windows of one person. */
describe("two windows of VS Code", () => {
  let editor: Editor;
  let first: Page;
  let second: Page;
  let httpPort: number;
  stepsOfOneWay();
  keepEvidence(() => (second === undefined ? undefined : { editor, page: second }));

  beforeAll(async () => {
    httpPort = await freePort();
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": httpPort,
        ...themeSettings,
      },
      workspaceFiles: { "alpha/README.md": "# Alpha\n", "beta/README.md": "# Beta\n" },
    });
    first = await editor.openWindow("alpha");
    await extensionIsActive(first);
    second = await editor.openWindow("beta");
    await extensionIsActive(second);
  });
  afterAll(() => editor?.close());

  /** Sends what Codex sent, under the name of a service. Tells the status; 0 when nobody listens. */
  async function send(name: string): Promise<number> {
    const conversation = crypto.randomUUID();
    const ofSession = body
      .replaceAll(service, `"${name}"`)
      .replaceAll(/("conversation\.id",\s*"value":\s*\{\s*"stringValue":\s*")[^"]+/g, `$1${conversation}`);
    const headers = { "content-type": "application/json" };
    return fetch(`http://127.0.0.1:${httpPort}/v1/logs`, { method: "POST", headers, body: ofSession }).then(
      ({ status }) => status,
      () => 0,
    );
  }

  it("show one stream: the second says whose listener it shows", async () => {
    await showSessionsView(first);
    await startListener(first);
    await first.locator(".sidebar .welcome-view-content").getByText("The listener is ready").waitFor();
    await showSessionsView(second);
    await startListener(second);
    await second.locator(".sidebar .welcome-view-content").getByText("The listener is ready").waitFor();
    await expect.poll(() => statusBarItem(second).locator("a").getAttribute("aria-label")).toContain("alpha");

    expect(await send("session_one")).toBe(200);
    await treeRow(first, "session_one").waitFor();
    await treeRow(second, "session_one").waitFor();
    await screenshotInAllThemes(second, "following-window");
  });

  it("ask before the listener of the other one is stopped, and may only look away", async () => {
    const dialog = dialogOf(second, 'The listener belongs to the window "alpha".');
    await runCommand(second, "Codex OTel: Stop Listener", dialog);
    await screenshotInAllThemes(second, "stop-shared-listener");
    await answer(dialog, "Only Here");
    await second.locator(".sidebar .welcome-view-content").getByText("Start Listener").first().waitFor();
    expect(await send("session_two")).toBe(200);
    await treeRow(first, "session_two").waitFor();

    await startListener(second);
    await treeRow(second, "session_two").waitFor();
    await treeRow(second, "session_one").waitFor();
  });

  it("go on when the listener's process is killed, with all that it had received", async () => {
    const worker = processesOf("listener-worker.js");
    expect(worker).toHaveLength(1);
    process.kill(worker[0] ?? 0, "SIGKILL");
    await seeNotification(first, "Nothing that it had received is lost.");
    await expect.poll(() => send("session_three")).toBe(200);
    for (const page of [first, second])
      for (const session of ["session_one", "session_two", "session_three"]) await treeRow(page, session).waitFor();
  });

  it("go on when the owner closes: the other one takes over, and shows what came before and after", async () => {
    await first.close();
    await expect.poll(() => send("session_four")).toBe(200);
    for (const session of ["session_one", "session_two", "session_three", "session_four"])
      await treeRow(second, session).waitFor();
    const label = () => statusBarItem(second).locator("a").getAttribute("aria-label");
    await expect.poll(label).toMatch(/Codex OTel: listening\./);
    await screenshotInAllThemes(second, "window-that-took-over");
  });

  /** Of this editor's server. */
  function processesOf(script: string): number[] {
    const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
    return lines
      .filter((line) => line.includes(script) && line.includes(editor.home.replace(/\/home$/, "")))
      .map((line) => Number.parseInt(line, 10));
  }
});
