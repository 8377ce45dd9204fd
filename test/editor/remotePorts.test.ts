import { type ChildProcess, spawn } from "node:child_process";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCommand, startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { screenshot } from "./support/screenshot.ts";
import { extensionIsActive, statusBarItem } from "./support/workbench.ts";

describe("a remote window that forwards the ports it finds", () => {
  let editor: Editor;
  let page: Page;
  let other: ChildProcess | undefined;
  let ports: { grpc: number; http: number };
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    ports = { grpc: await freePort(), http: await freePort() };
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": ports.grpc,
        "codexOtel.listener.httpPort": ports.http,
        "remote.autoForwardPorts": true,
        "remote.autoForwardPortsSource": "process",
        // the person's own word for one of them counts more than ours
        "remote.portsAttributes": { [ports.http]: { onAutoForward: "silent" } },
      },
    });
    page = await editor.open();
    await extensionIsActive(page);
  });

  afterAll(async () => {
    other?.kill();
    await editor?.close();
  });

  it("leaves those of the listener alone, which are for Codex on the same machine", async () => {
    await startListener(page);
    await statusBarItem(page).locator(".codicon-broadcast").waitFor();
    const table = page.locator(".panel .monaco-table");
    await runCommand(page, "Ports: Focus on Ports View", table);
    const rows = table.locator(".monaco-list-row");
    await rows.filter({ hasText: String(ports.http) }).waitFor();
    // another program that listens later is found and shown, so the listener was looked at before it
    const port = await freePort();
    const program = `require("node:http").createServer().listen(${port}, "127.0.0.1")`;
    other = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
    await rows.filter({ hasText: String(port) }).waitFor();
    await screenshot(page, "remote-ports");
    expect((await rows.allInnerTexts()).join("\n")).not.toContain(String(ports.grpc));
    const notifications = await page.locator(".notification-list-item").allInnerTexts();
    expect(notifications.join("\n")).not.toContain(String(ports.grpc));
  });
});
