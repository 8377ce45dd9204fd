import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { runCodexSession } from "../programs/codexSession.ts";
import { chooseCommand, runCommand, startListener } from "./support/commands.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickUntil } from "./support/gestures.ts";
import { notificationOf, seeNotification } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseUntil, leaveBox, quickRow } from "./support/quickInput.ts";
import { gone, workPatience } from "./support/repeatedly.ts";
import { setupRow } from "./support/setupView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { openView, paneOf, showOnly, treeRow } from "./support/workbench.ts";

/** Of somebody else: it would let everything through to a destination of its own. */
const foreignPolicy = `version = 1

[destinations.everything]
signals = ["logs"]
receives = ["*"]
redact.default = "keep"
`;

/** Each test goes on where the one before it ended: a folder of somebody else is opened, looked at, and trusted in the end. */
describe("a workspace that is not trusted", () => {
  let editor: Editor;
  let page: Page;
  let ownPort: number;
  let foreignPort: number;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    [ownPort, foreignPort] = [await freePort(), await freePort()];
    editor = await startEditor({
      trust: true,
      settings: {
        "codexOtel.listener.grpcPort": ownPort,
        "codexOtel.listener.httpPort": await freePort(),
        "security.workspace.trust.startupPrompt": "never",
        ...themeSettings,
      },
      homeFiles: { ".codex/config.toml": "" },
      workspaceFiles: {
        ".vscode/settings.json": JSON.stringify({ "codexOtel.listener.grpcPort": foreignPort }),
        "otel-policy.toml": foreignPolicy,
      },
    });
    page = await editor.open();
    await openView(page, "Setup", 420);
  });

  afterAll(() => editor?.close());

  it("listens where the person's own settings say", async () => {
    await startListener(page);
    await setupRow(page, "Listener up", "done")
      .filter({ hasText: `127.0.0.1:${ownPort}` })
      .waitFor();
    expect(await setupRow(page, "Listener up").innerText()).not.toContain(String(foreignPort));
  });

  it("says that its policy and its settings do not count", async () => {
    await paneOf(page, "Setup").getByText("This workspace is not trusted: its own").waitFor();
    await setupRow(page, "Policy chosen", "to do").filter({ hasText: "otel-policy.toml does not count" }).waitFor();
    await screenshotInAllThemes(page, "setup-restricted");
    await showOnly(page, "Destinations");
    await treeRow(page, /^siem/).waitFor();
    expect(await treeRow(page, /^everything/).count()).toBe(0);
    await showOnly(page, "Setup");
  });

  it("is offered no policy of its own, which would not count either", async () => {
    const offered = page.locator(".quick-input-list .monaco-list-row");
    await runCommand(page, "Codex OTel: Open Policy", offered.filter({ hasText: "Copy for All of My Sessions" }));
    await offered.filter({ hasText: "Change Single Entries for All of My Sessions" }).waitFor();
    expect(await offered.filter({ hasText: "for the Folder" }).count()).toBe(0);
    await leaveBox(page);
  });

  it("has no policy that could be adopted, and says why", async () => {
    const session = await runCodexSession({
      otel: `[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${ownPort}" } }`,
      prompt: "Say that you are done",
      steps: [],
    });
    expect(session.exitCode, session.stderr).toBe(0);
    await setupRow(page, "First event received", "done").waitFor();
    const own = join(editor.home, ".codex/otel-policy.toml");
    await expect(access(own)).rejects.toThrow();
    const other = quickRow(page, /otel-policy\.toml/);
    const words = "cannot be adopted before you trust";
    const compare = () => chooseCommand(page, "Codex OTel: Compare With Another Policy");
    await chooseUntil(compare, other, notificationOf(page, words));
    const said = await seeNotification(page, words);
    expect(await said.getByText("Adopt otel-policy.toml").count()).toBe(0);
    await expect(access(own)).rejects.toThrow();
    expect(await readFile(join(editor.workspace, "otel-policy.toml"), "utf8")).toBe(foreignPolicy);
  });

  it("counts once the person trusts it, from the step that said so", async () => {
    const trustEditor = page.locator(".workspace-trust-editor");
    const trust = trustEditor.getByRole("button", { name: "Trust", exact: true }).first();
    await clickUntil(setupRow(page, "Policy chosen"), trust);
    const counts = setupRow(page, "Policy chosen", "done").filter({ hasNotText: "does not count" });
    await clickUntil(trust, counts, workPatience);
    await paneOf(page, "Setup").getByText("This workspace is not trusted: its own").waitFor({ state: "detached" });
    await clickUntil(page.locator(".monaco-modal-editor-block .codicon-close").first(), gone(trustEditor));
    await showOnly(page, "Destinations");
    await treeRow(page, /^everything/).waitFor();
  });
});
