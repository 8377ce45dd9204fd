import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { expandRow, extensionIsActive, showOnly, showSessionsView, treeRow } from "./support/workbench.ts";

const policyFor = (port: number) => `version = 1
[destinations.siem]
receives = ["*"]
redact = { unknown = "keep" }
forward = { endpoint = "http://127.0.0.1:${port}", protocol = "http-json" }
`;

/** Each test goes on where the one before it ended: what waits for one receiver never goes to another one. */
describe("what waits for a receiver that is away", () => {
  let editor: Editor;
  let page: Page;
  let httpPort: number;
  let awayPort: number;
  const received = { away: "", other: "" };
  const servers: Server[] = [];
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  const listen = async (name: keyof typeof received, port = 0): Promise<number> => {
    const server = createServer((request, response) => {
      request.on("data", (data) => {
        received[name] += String(data);
      });
      request.on("end", () => response.end("{}"));
    }).listen(port, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return (server.address() as { port: number }).port;
  };
  const policyFile = () => join(editor.home, ".codex/otel-policy.toml");
  const send = async (marker: string) => {
    const attributes = [
      { key: "event.name", value: { stringValue: "codex.user_prompt" } },
      { key: "marker", value: { stringValue: marker } },
    ];
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${httpPort}/v1/logs`, { method: "POST", headers, body });
    expect(answer.status).toBe(200);
  };
  const ask = async (command: string, question: string, button: string) => {
    const dialog = dialogOf(page, question);
    await runCommand(page, command, dialog);
    await answer(dialog, button);
  };

  beforeAll(async () => {
    [httpPort, awayPort] = [await freePort(), await freePort()];
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": httpPort,
        "codexOtel.forward.enabled": true,
        ...themeSettings,
      },
      homeFiles: { ".codex/config.toml": "", ".codex/otel-policy.toml": policyFor(awayPort) },
    });
    page = await editor.open({ path: join(editor.home, ".codex/config.toml") });
    await extensionIsActive(page);
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await editor?.close();
  });

  it("is counted as waiting", async () => {
    await showSessionsView(page);
    await startListener(page);
    await showOnly(page, "Destinations");
    await expandRow(treeRow(page, /^siem/));
    await treeRow(page, /^Forwarded to http:\/\/127.*up to date/).waitFor();
    await send("for-the-one-that-is-away");
    await treeRow(page, /^Forwarded to http:\/\/127.*0 sent.*1 waiting/).waitFor();
  });

  it("is at rest once the policy names another endpoint, and goes where it was to go when the person says so", async () => {
    await writeFile(policyFile(), policyFor(await listen("other")));
    await treeRow(page, /^1 at rest.*for http:\/\/127.*another endpoint/).waitFor();
    await send("for-the-other-one");
    await expect.poll(() => received.other).toContain("for-the-other-one");
    await screenshotInAllThemes(page, "at-rest");
    await listen("away", awayPort);
    await ask("Codex OTel: Send What Is At Rest…", `Send 1 log record to 127.0.0.1:${awayPort}?`, "Send");
    await expect.poll(() => received.away).toContain("for-the-one-that-is-away");
    await treeRow(page, /^\d+ at rest/).waitFor({ state: "hidden" });
    expect(received.other).not.toContain("for-the-one-that-is-away");
  });

  it("is discarded after a question that names the host and how much it is", async () => {
    const gone = await freePort();
    await writeFile(policyFile(), policyFor(gone));
    await treeRow(page, new RegExp(`^Forwarded to http://127.0.0.1:${gone}/`)).waitFor();
    await send("for-nobody");
    await treeRow(page, /1 waiting/)
      .first()
      .waitFor();
    const question = `Discard 1 log record that wait for "siem" at 127.0.0.1:${gone}?`;
    await ask("Codex OTel: Discard What Waits…", question, "Discard");
    await treeRow(page, /^Forwarded to http:\/\/127.*1 lost/).waitFor();
  });
});
