import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureCodeServer } from "../../scripts/programs/codeServer.mjs";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { labelIcon, linkedText } from "../unit/text/linkedText.ts";
import { chooseCommand, runCommand, startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { notificationOf, seeNotification } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { leaveBox, quickRow } from "./support/quickInput.ts";
import { inAttempt, repeatedly, until, workPatience } from "./support/repeatedly.ts";
import { screenshot } from "./support/screenshot.ts";
import { openView, showOnly, treeRow } from "./support/workbench.ts";

const key = "made-up-key-of-a-test";
const destination = "$(error) ![x](https://evil.invalid/x.png)";

/** A window in which a backend, a policy and a file say more than words. */
describe("text of others in VS Code", () => {
  let editor: Editor;
  let page: Page;
  let backend: Server;
  let proof: string;
  let words: string;
  let http: number;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    backend = createServer((_, response) => {
      response.writeHead(401, { "content-type": "text/plain" });
      response.end(words);
    });
    await new Promise<void>((done) => void backend.listen(0, "127.0.0.1", done));
    const { port } = backend.address() as AddressInfo;
    http = await freePort();
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": http,
        "codexOtel.trace.server": "verbose",
      },
      options: ["--log", "trace"],
      homeFiles: {
        ".codex/config.toml": `[otel]\nexporter = { otlp-http = { endpoint = "http://127.0.0.1:${port}/v1/logs", protocol = "json", headers = { authorization = "Bearer ${key}" } } }\n`,
      },
      workspaceFiles: {
        "otel-policy.toml": `version = 1\n\n[destinations.${JSON.stringify(destination)}]\ndescription = ${JSON.stringify(destination)}\nsignals = ["logs"]\nreceives = ["*"]\n`,
      },
    });
    proof = join(editor.home, "it-ran");
    const terminal = `{"config":{"executable":"/bin/sh","args":["-c","id>${proof}"]}}`;
    words = `[Renew](command:workbench.action.terminal.new?${encodeURIComponent(terminal).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%2F", "/")})`;
    page = await editor.open({ path: join(editor.home, ".codex/config.toml") });
    await openView(page, "Setup", 420);
  });

  afterAll(async () => {
    await editor?.close();
    backend?.close();
  });

  it("is read by the VS Code that is tested as our unit tests say", async () => {
    const { entry } = await ensureCodeServer();
    const workbench = join(entry, "../../../lib/vscode/out/vs/code/browser/workbench/workbench.js");
    const source = await readFile(workbench, "utf8");
    const asWritten = linkedText.source.replace("[^)\\s]", "[^\\)\\s]");
    expect(source.includes(`/${asWritten}/gi`)).toBe(true);
    const [before, after] = ["(\\\\\\\\)?\\\\$\\\\((", ")\\\\)`"];
    expect(source.includes(before) && source.includes(after)).toBe(true);
    for (const part of ['="[A-Za-z0-9-]+"', '="~[A-Za-z]+"']) expect(source.includes(part)).toBe(true);
    expect(labelIcon.source).toBe("(\\\\)?\\$\\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\\)");
  });

  it("is no link in a notification, and a click on it runs nothing", async () => {
    const words = "It says: [Renew] (command:";
    await runCommand(page, "Codex OTel: Test Connection", notificationOf(page, words));
    await screenshot(page, "foreign-text-notification");
    await repeatedly(async () => {
      const message = (await seeNotification(page, words)).locator(".notification-list-item-message");
      expect(await message.locator("a").count()).toBe(0);
      await message.click(inAttempt);
    });
    // commands run in their order: what the click had started would be there
    await runCommand(page, "Codex OTel: Show Output", page.locator(".output-view"));
    expect(await page.locator(".terminal-wrapper").count()).toBe(0);
    expect(existsSync(proof)).toBe(false);
  });

  it("is no icon and no image in a list", async () => {
    const asked: string[] = [];
    page.on("request", (request) => void asked.push(request.url()));
    await startListener(page);
    await showOnly(page, "Sessions");
    await expect.poll(() => sendPrompt(http)).toBe(200);
    await treeRow(page, "Some prompt").first().waitFor();
    const row = quickRow(page, "$(error) ![x] (https://evil.invalid/x.png)");
    const hover = page.locator(".monaco-hover:visible, .workbench-hover:visible", { hasText: "evil.invalid" });
    await until(hover, async () => {
      await chooseCommand(page, "Codex OTel: Show Events of a Destination");
      await row.waitFor({ timeout: workPatience });
      await row.hover(inAttempt);
    });
    await screenshot(page, "foreign-text-list");
    expect(await row.locator(".codicon-error").count()).toBe(0);
    expect(asked.filter((url) => url.includes("evil.invalid"))).toEqual([]);
    await leaveBox(page);
  });

  it("does not come into a log with what the file of the configuration holds, whatever the settings say", async () => {
    const logs = await allLogs(editor.server.logs);
    const ours = logs.filter(([name]) => name.endsWith("Codex OTel.log"));
    expect(ours.length).toBeGreaterThan(0);
    // the level counts: others write at it
    expect(logs.some(([, text]) => text.includes("[trace]"))).toBe(true);
    for (const [name, text] of ours) expect(text.includes(key), name).toBe(false);
    for (const [, text] of ours) expect(text).not.toContain("textDocument/didOpen");
  });
});

/** The status of the answer; undefined while nobody listens. */
async function sendPrompt(port: number): Promise<number | undefined> {
  const attributes = { "event.name": "codex.user_prompt", "conversation.id": "c", prompt: "Some prompt" };
  const pairs = Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: pairs }] }] }] });
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/logs`, { method: "POST", headers, body }).catch(
    () => undefined,
  );
  return answer?.status;
}

async function allLogs(folder: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")] as const));
}
