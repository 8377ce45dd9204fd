import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { setOnMachine } from "./support/machineSettings.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { screenshot } from "./support/screenshot.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { expandRow, extensionIsActive, showSessionsView, treeRow } from "./support/workbench.ts";

/** Each test goes on where the one before it ended: the policy of a repository is allowed, and then changed by a pull. */
describe("the policy of a workspace that wants to send", () => {
  const bodies: string[] = [];
  let backend: Server;
  let editor: Editor;
  let page: Page;
  let httpPort: number;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  const policy = (prompt: string, salt = "") => `version = 1
${salt}
[classes]
prompt = ["prompt"]
identity = ["user.*"]
[destinations.siem]
receives = ["codex.*"]
redact = { prompt = "${prompt}", identity = "hash", unknown = "mask" }
forward = { endpoint = "http://127.0.0.1:${(backend.address() as AddressInfo).port}", protocol = "http-json" }
`;

  beforeAll(async () => {
    backend = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => {
        body += String(data);
      });
      request.once("end", () => {
        bodies.push(body);
        response.end("{}");
      });
    }).listen(0, "127.0.0.1");
    await once(backend, "listening");
    httpPort = await freePort();
    editor = await startEditor({
      settings: { "codexOtel.listener.grpcPort": await freePort(), "codexOtel.listener.httpPort": httpPort },
      environment: () => ({ DB_PASSWORD: "hunter2" }),
      workspaceFiles: { "otel-policy.toml": policy("drop") },
    });
    page = await editor.open();
    await extensionIsActive(page);
    await showSessionsView(page);
    await startListener(page);
    await treeRow(page, /^siem/).waitFor();
    await expandRow(treeRow(page, /^siem/));
  });

  afterAll(async () => {
    await editor?.close();
    backend?.closeAllConnections();
    backend?.close();
  });

  const dialog = () => dialogOf(page);
  const post = async (prompt: string) => {
    const attributes = Object.entries({ "event.name": "codex.user_prompt", prompt, "user.email": "a@b.example" });
    const record = { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${httpPort}/v1/logs`, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
  };

  it("asks in a window of its own, with all that would be sent and read", async () => {
    await setOnMachine(editor, { "codexOtel.forward.enabled": true }, dialog());
    const text = await dialog().innerText();
    const { port } = backend.address() as AddressInfo;
    expect(text).toContain(`Send telemetry of Codex to 127.0.0.1:${port}?`);
    for (const line of [
      "all Codex sessions of this machine",
      "In clear: nothing",
      "Hashed: who you are",
      "Hashes have no salt: whoever knows a value can look for its hash",
      "Secrets: replaced where they are found",
      "Read from your environment and secrets: nothing",
    ])
      expect(text).toContain(line);
    await screenshot(page, "consent-first");
    // Enter must not allow what somebody did not read
    const focused = page.locator(".monaco-dialog-box :focus");
    expect(await focused.innerText()).toBe("Open Policy");
    await post("first words");
    await treeRow(page, /^Not sent.*before you allow it/).waitFor();
    expect(bodies).toEqual([]);
    await answer(dialog(), "Allow");
    await expect.poll(() => bodies.length).toBe(1);
    expect(bodies.join()).not.toContain("first words");
  });

  it("does not ask when the policy gets stricter", async () => {
    await writeFile(
      join(editor.workspace, "otel-policy.toml"),
      policy("drop").replace('identity = "hash"', 'identity = "drop"'),
    );
    await expect
      .poll(async () => {
        await post("some words");
        return bodies.at(-1)?.includes("user.email");
      })
      .toBe(false);
    expect(await dialog().count()).toBe(0);
  });

  it("asks again when the policy on the disk gets weaker, and sends nothing meanwhile", async () => {
    const before = bodies.length;
    await writeFile(join(editor.workspace, "otel-policy.toml"), policy("keep", '[hashing]\nsalt_env = "DB_PASSWORD"'));
    await dialog().waitFor();
    const text = await dialog().innerText();
    expect(text).toContain("Send more telemetry of Codex to");
    expect(text).toContain("New against what you have allowed:");
    expect(text).toContain("the value of DB_PASSWORD is read as the salt of hashes");
    expect(text).toContain("prompts: in clear, was not sent");
    await screenshot(page, "consent-again");
    await post("second words");
    await treeRow(page, /^Not sent.*before you allow it/).waitFor();
    await answer(dialog(), "Cancel");
    await post("third words");
    expect(bodies.slice(before).join()).not.toMatch(/second|third/);
  });

  it("sends what has waited once it is allowed by the command", async () => {
    await runCommand(page, "Codex OTel: Allow Forwarding of the Workspace's Policy", dialog());
    await answer(dialog(), "Allow");
    await expect.poll(() => bodies.join()).toContain("third words");
    expect(bodies.join()).toContain("second words");
    await treeRow(page, /^Forwarded to http:\/\/127/).waitFor();
    await screenshot(page, "consent-allowed");
  });
});
