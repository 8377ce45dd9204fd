import { mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { codexUnderTest, ensureCodex } from "../programs/codex.ts";
import { runCodexSessionIn } from "../programs/codexSession.ts";
import { collectorProgram } from "../programs/collector.ts";
import { withCodexOnThePath } from "./support/codexOnThePath.ts";
import { runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickActionUntil, clickUntil } from "./support/gestures.ts";
import { setOnMachine } from "./support/machineSettings.ts";
import { clearNotifications, notificationOf } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { chooseUntil, quickRow } from "./support/quickInput.ts";
import { inAttempt } from "./support/repeatedly.ts";
import { backendKey, backendPipeline, type SecuredBackend, startSecuredBackend } from "./support/securedBackend.ts";
import { setupRow, walkthroughStep } from "./support/setupView.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, save } from "./support/textEditor.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import { extensionIsActive, openView, rowExpanded, treeRow } from "./support/workbench.ts";

const program = await collectorProgram();

/** The extension host has the PATH of a login shell. */
/** Each test goes on where the one before it ended: from an empty `.codex` folder to events that the backend has accepted. */
describe.skipIf(program === undefined)("a person who begins with an empty .codex folder", () => {
  let editor: Editor;
  let page: Page;
  let backend: SecuredBackend;
  let config: string;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    backend = await startSecuredBackend(program ?? "");
    const codex = await ensureCodex();
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": await freePort(),
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
      environment: () => ({
        NODE_EXTRA_CA_CERTS: backend.certificate,
        MONAD_PIPELINE_ID: backendPipeline,
        MONAD_AUTHORIZATION: backendKey,
      }),
      homeFiles: { ".profile": withCodexOnThePath(codex) },
    });
    config = join(editor.home, ".codex/config.toml");
    await mkdir(dirname(config), { recursive: true });
    page = await editor.open();
    await openView(page, "Setup", 320);
  });

  afterAll(async () => {
    await editor?.close();
    await backend?.stop();
  });

  const session = () =>
    runCodexSessionIn({
      codexHome: dirname(config),
      prompt: "Count the lines of the readme",
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
  const count = (text: string) => page.locator(".sidebar .pane-header .description", { hasText: text }).waitFor();

  it("sees every step to do, and that there is no configuration yet", async () => {
    await setupRow(page, "Configuration file", "to do").waitFor();
    await setupRow(page, "Forwarded and accepted", "to do").waitFor();
    await count("0 of 10");
    await screenshotInAllThemes(page, "setup-begins");
  });

  it("points Codex here from the first step, in an editor that changes nothing until it is saved", async () => {
    const addIt = quickRow(page, /Add It to config\.toml/);
    const change = page.locator(".monaco-editor", { hasText: "otlp-grpc" });
    await chooseUntil(() => setupRow(page, "Configuration file").click(inAttempt), addIt, change);
    await setupRow(page, "Listener up", "done").waitFor();
    await setupRow(page, "Exporter accepted by Codex", "to do").waitFor();
    await save(page);
    await setupRow(page, "Exporter accepted by Codex", "done").waitFor();
    await setupRow(page, "Headers well formed", "done").waitFor();
    expect(await setupRow(page, "Exporter accepted by Codex").innerText()).toContain(`Codex ${codexUnderTest}`);
  });

  it("tests the connection with the step's own button", async () => {
    const row = setupRow(page, "Connection tested");
    const button = row.locator('.action-label[aria-label^="Test Connection"]');
    await clickActionUntil(row, button, setupRow(page, "Connection tested", "done"));
    await clearNotifications(page);
  });

  it("expands what has parts with a click, which starts nothing", async () => {
    const row = setupRow(page, "Basic events seen");
    await clickUntil(row, rowExpanded(row, true));
    await treeRow(page, /^codex\.tool_decision/).waitFor();
    expect(await page.locator(".terminal-wrapper").count()).toBe(0);
    await screenshotInAllThemes(page, "setup-parts");
    await clickUntil(row, rowExpanded(row, false));
    await treeRow(page, /^codex\.tool_decision/).waitFor({ state: "detached" });
  });

  it("sees the events and fields tick themselves while a real Codex works", async () => {
    const ended = await session();
    expect(ended.exitCode, ended.stderr).toBe(0);
    for (const step of ["First event received", "Basic events seen", "Basic fields seen"])
      await setupRow(page, step, "done").waitFor();
    await count("8 of 10");
  });

  it("chooses a policy and forwards to a backend that wants TLS and two headers", async () => {
    const openPolicy = () => setupRow(page, "Policy chosen").click(inAttempt);
    await chooseUntil(openPolicy, quickRow(page, "Copy for the Folder"), setupRow(page, "Policy chosen", "done"));
    const policy = join(editor.workspace, "otel-policy.toml");
    await writeFile(policy, backend.forwardedIn(await readFile(policy, "utf8")));
    await treeRow(page, /Forwarded and accepted.*Forwarding is off/).waitFor();
    const notAllowed = treeRow(page, /Forwarded and accepted.*before you allow it/);
    await setOnMachine(editor, { "codexOtel.forward.enabled": true }, notAllowed);
    await answer(dialogOf(page), "Allow");
    await treeRow(page, /Forwarded and accepted.*Nothing was sent yet/).waitFor();
    const ended = await session();
    expect(ended.exitCode, ended.stderr).toBe(0);
    await setupRow(page, "Forwarded and accepted", "done").waitFor();
    await count("10 of 10");
    await screenshotInAllThemes(page, "setup-done");
    await expect.poll(() => backend.received()).toContain("codex.tool_decision");
  });

  it("finds every step of the walkthrough ticked", async () => {
    await runCommand(page, "Codex OTel: Open Walkthrough", page.locator(".gettingStartedContainer"));
    for (const step of ["listen", "point", "test", "session", "check", "policy", "forward"])
      await walkthroughStep(page, step, "true").waitFor();
    await screenshotInAllThemes(page, "walkthrough-done");
  });

  it("sees the policy to do again when its file is deleted, although an editor still shows it", async () => {
    const edited = editorOf(page, "otel-policy.toml");
    await runCommand(page, "Codex OTel: Open Policy", edited);
    await rm(join(editor.workspace, "otel-policy.toml"));
    await setupRow(page, "Policy chosen", "to do").filter({ hasText: "The built-in policy is in force" }).waitFor();
    await setupRow(page, "Forwarded and accepted", "to do").waitFor();
    await count("8 of 10");
    expect(await edited.isVisible()).toBe(true);
  });

  it("gets the configuration back as it was, also after a restart of the window", async () => {
    await page.reload();
    await extensionIsActive(page);
    const words = "is as it was before";
    await runCommand(page, "Codex OTel: Restore Codex's Exporter", notificationOf(page, words));
    expect(await readFile(config, "utf8")).toBe("");
  });
});

/** Each test breaks the setup in one way, and looks for the line that says so. */
describe("a setup that is broken", () => {
  let editor: Editor;
  let page: Page;
  let config: string;
  let grpcPort: number;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    grpcPort = await freePort();
    const codex = await ensureCodex();
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
      homeFiles: { ".profile": withCodexOnThePath(codex) },
    });
    config = join(editor.home, ".codex/config.toml");
    await mkdir(dirname(config), { recursive: true });
    await mkdir(join(editor.workspace, ".codex"));
    page = await editor.open();
    await openView(page, "Setup", 420);
  });

  afterAll(() => editor?.close());

  const line = (title: string, words: string | RegExp) =>
    page.locator(`.sidebar [role="treeitem"][aria-label^="${title}, failed"]`).filter({ hasText: words }).first();
  const monad = (headers: string) =>
    `[otel]\nexporter = { otlp-grpc = { endpoint = "https://app.monad.com:4317", headers = { ${headers} } } }\n`;
  const here = () => `[otel]\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }\n`;

  it("names the file that is in the wrong place", async () => {
    const wrong = join(editor.workspace, "config.toml");
    await writeFile(wrong, here());
    await line("The file is where Codex reads it", "which Codex does not read").waitFor();
    await writeFile(wrong, "");
  });

  it("names the layer that Codex ignores", async () => {
    const project = join(editor.workspace, ".codex/config.toml");
    await writeFile(project, here());
    await line("No layer is ignored or overridden", "Codex ignores [otel] in the project").waitFor();
    await writeFile(project, "");
  });

  it("names the header that is missing", async () => {
    await writeFile(config, monad('Authorization = "ApiKey abc"'));
    await line("No header is missing", /Line 2: .*Monad-Pipeline-Id/).waitFor();
    await screenshotInAllThemes(page, "setup-header-missing");
  });

  it("names the header that Codex drops", async () => {
    await writeFile(
      config,
      monad(`Authorization = "ApiKey abc", Monad-Pipeline-Id = "${backendPipeline}", "X Team" = "a"`),
    );
    await line("No header is dropped", /Line 2: .*X Team/).waitFor();
  });

  it("names the endpoint that is wrong", async () => {
    await startListener(page);
    await writeFile(config, here().replace(String(grpcPort), "9"));
    await line("The endpoint is right", `the listener is at 127.0.0.1:${grpcPort}`).waitFor();
  });

  it("names the exporter that sends elsewhere, which is why nothing arrives here", async () => {
    await writeFile(config, monad(`Authorization = "ApiKey abc", Monad-Pipeline-Id = "${backendPipeline}"`));
    const words = "Codex sends to https://app.monad.com:4317, so nothing arrives here";
    await line("The endpoint is right", words).waitFor();
    await line("First event received", words).waitFor();
    await screenshotInAllThemes(page, "setup-sent-elsewhere");
  });

  it("names the session that has not been started since the file was saved", async () => {
    await writeFile(config, here());
    await setupRow(page, "Codex has run since the file was saved", "to do").waitFor();
    const anHourAgo = Date.now() / 1000 - 3600;
    await utimes(config, anHourAgo, anHourAgo);
    await line("Codex has run since the file was saved", "It has not").waitFor();
  });

  it("names the backend that refuses", async () => {
    await writeFile(config, here().replace(String(grpcPort), "9"));
    await setupRow(page, "Connection tested", "to do").waitFor();
    const refused = line("The backend does not refuse", "Connecting failed");
    await runCommand(page, "Codex OTel: Test Connection", refused);
    await clearNotifications(page);
  });

  it("names who holds the port", async () => {
    await runCommand(page, "Codex OTel: Stop Listener", setupRow(page, "Listener up", "to do"));
    const { createServer } = await import("node:net");
    const holder = createServer().listen(grpcPort, "127.0.0.1");
    try {
      const held = line("The listener's ports are free", `Port ${grpcPort} is held by`);
      await runCommand(page, "Codex OTel: Start Listener", held);
      await clearNotifications(page);
      await screenshotInAllThemes(page, "setup-port-held");
    } finally {
      holder.close();
    }
  });
});
