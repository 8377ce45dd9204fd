import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/freePort.mjs";
import { ensureCodex } from "../programs/codex.ts";
import { runCodexSession, sentTo } from "../programs/codexSession.ts";
import { collectorProgram } from "../programs/collector.ts";
import { withCodexOnThePath } from "./support/codexOnThePath.ts";
import { chooseCommand, closeAllEditors, runCommand, startListener } from "./support/commands.ts";
import { answer, dialogOf } from "./support/dialog.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { clickUntil, hoverUntil } from "./support/gestures.ts";
import { setOnMachine } from "./support/machineSettings.ts";
import { clearNotifications, notificationOf, seeNotification } from "./support/notifications.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { choose, chooseUntil, quickRow } from "./support/quickInput.ts";
import { inAttempt, until, workPatience } from "./support/repeatedly.ts";
import { backendKey, backendPipeline, type SecuredBackend, startSecuredBackend } from "./support/securedBackend.ts";
import { stepsOfOneWay } from "./support/steps.ts";
import { editorOf, focusEditor, save } from "./support/textEditor.ts";
import { screenshotInAllThemes, themeSettings } from "./support/themes.ts";
import {
  expandRow,
  extensionIsActive,
  selectRow,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const program = await collectorProgram();
const prompt = "Count the lines of the readme";

/** Each test goes on where the one before it ended: from a wrong key to events that arrive redacted. */
describe.skipIf(program === undefined)("towards a backend that wants TLS and two headers", () => {
  let editor: Editor;
  let page: Page;
  let backend: SecuredBackend;
  let grpcPort: number;
  stepsOfOneWay();
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    backend = await startSecuredBackend(program ?? "");
    grpcPort = await freePort();
    const builtIn = await readFile(new URL("../../policies/default.toml", import.meta.url), "utf8");
    editor = await startEditor({
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
      environment: () => ({
        NODE_EXTRA_CA_CERTS: backend.certificate,
        MONAD_PIPELINE_ID: backendPipeline,
      }),
      homeFiles: {
        ".profile": withCodexOnThePath(await ensureCodex()),
        ".codex/config.toml": `[otel.exporter.otlp-grpc]
endpoint = "${backend.endpoint}"
headers = { Authorization = "ApiKey the-wrong-one", Monad-Pipeline-Id = "${backendPipeline}" }
tls = { ca-certificate = "${backend.certificate}" }
`,
      },
      workspaceFiles: {
        "otel-policy.toml": backend.forwardedIn(builtIn),
        "other.otel-policy.toml": `version = 1\n[destinations.siem]\nreceives = ["codex.tool_result"]\n`,
      },
    });
    page = await editor.open({ path: join(editor.home, ".codex/config.toml") });
    await extensionIsActive(page);
  });

  afterAll(async () => {
    await editor?.close();
    await backend?.stop();
  });

  it("names the step that fails: the key is refused", async () => {
    const words = /Sending an empty export request failed for https:\/\/localhost/;
    const lens = page.locator(".codelens-decoration a", { hasText: "Test connection" }).first();
    await clickUntil(lens, notificationOf(page, words), workPatience);
    expect(await (await seeNotification(page, /refused/)).innerText()).toContain("Check the header with the key");
    await screenshotInAllThemes(page, "connection-refused");
    await clearNotifications(page);
  });

  it("accepts an empty export with the right key, which is never shown", async () => {
    await focusEditor(editorOf(page, "config.toml"));
    const path = join(editor.home, ".codex/config.toml");
    await writeFile(path, (await readFile(path, "utf8")).replace("ApiKey the-wrong-one", backendKey));
    const words = /accepted an empty export request/;
    await runCommand(page, "Codex OTel: Test Connection", notificationOf(page, words));
    expect(await (await seeNotification(page, words)).innerText()).not.toContain(backendKey);
    expect(await page.locator(".notifications-toasts").innerText()).not.toContain(backendKey);
    await clearNotifications(page);
  });

  it("shows what each destination gets of a real session, before anything leaves", async () => {
    await closeAllEditors(page);
    await showSessionsView(page);
    await startListener(page);
    await treeRow(page, /^siem/).waitFor();
    const session = await runCodexSession({
      otel: sentTo(grpcPort),
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);
    await widenSideBar(page, 260);
    await treeRow(page, /^siem\d+ of \d+ events/).waitFor();
    await expandRow(treeRow(page, /^siem/));
    await treeRow(page, /Not forwarded.*forwarding is off/).waitFor();
    await expandRow(treeRow(page, /^Redacted/));
    await treeRow(page, /^identifier.*hashed/).waitFor();
    await screenshotInAllThemes(page, "destinations");
  });

  it("asks before a policy of the workspace sends anything, and says meanwhile why it does not", async () => {
    const notAllowed = treeRow(page, /^Not sent.*before you allow it/);
    await setOnMachine(editor, { "codexOtel.forward.enabled": true }, notAllowed);
    const question = dialogOf(page, /Send telemetry of Codex to localhost:\d+\?/);
    await question.waitFor();
    expect(await question.innerText()).toContain(`MONAD_AUTHORIZATION (sent as the header "Authorization")`);
    await screenshotInAllThemes(page, "forwarding-question");
    await answer(question, "Cancel");
    expect(await backend.received()).not.toContain("codex.");
    await clickUntil(treeRow(page, /^Not sent/), question);
    await answer(question, "Allow");
  });

  it("says that a header has no value, and keeps it as a secret when it is given", async () => {
    await treeRow(page, /^Not sent.*The header Authorization has no value/).waitFor();
    await screenshotInAllThemes(page, "header-missing");
    const input = page.locator(".quick-input-widget input[type=password]");
    const kept = notificationOf(page, /kept in VS Code's secret storage/);
    await until(
      kept,
      async () => {
        await choose(() => treeRow(page, /^Not sent/).click(inAttempt), quickRow(page, /Authorization/));
        await input.fill(backendKey, inAttempt);
        await input.press("Enter", inAttempt);
      },
      workPatience,
    );
    await treeRow(page, /^Forwarded to https:\/\/localhost.*up to date/).waitFor();
    await clearNotifications(page);
  });

  it("sends the next session as the preview shows it, and tells the backend's answer", async () => {
    const session = await runCodexSession({
      otel: sentTo(grpcPort),
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);
    await treeRow(page, /^Forwarded to https:\/\/localhost.*[1-9]\d* sent.*accepted/).waitFor();
    await expect.poll(() => backend.received()).toContain("codex.tool_decision");
    const received = await backend.received();
    for (const secret of [prompt, "wc -l", "Two lines."]) expect(received).not.toContain(secret);
    await screenshotInAllThemes(page, "forwarded");
  });

  it("compares a whole session, and explains each change on hover", async () => {
    await selectRow(treeRow(page, "codex_exec"));
    const preview = () => chooseCommand(page, "Codex OTel: Preview for Destination…");
    const left = page.locator(".monaco-diff-editor .editor.original .view-lines");
    const hidden = left.locator(".view-line", { hasText: '"host.name"' }).first();
    await chooseUntil(preview, quickRow(page, /^siem/), hidden);
    const hover = page.locator(".monaco-hover:not(.hidden)", { hasText: "Data class: host" });
    await hoverUntil(hidden.getByText('"host.name"'), hover);
    expect((await hover.innerText()).replaceAll("\u00a0", " ")).toContain("resource.host.name: hashed");
    await screenshotInAllThemes(page, "session-preview");
  });

  it("shows what another policy would change, before it is adopted", async () => {
    const other = quickRow(page, /^other\.otel-policy\.toml/);
    const compare = () => chooseCommand(page, "Codex OTel: Compare With Another Policy…");
    const right = page.locator(".monaco-diff-editor .editor.modified .view-lines");
    await chooseUntil(compare, other, right.getByText("delivered: 2 of 36 events"));
    await seeNotification(page, "Nothing has changed yet");
    await screenshotInAllThemes(page, "policy-comparison");
    await treeRow(page, /^siem10 of 36 events/).waitFor();
    await clearNotifications(page);
  });

  it("keeps the last good policy while the file is broken", async () => {
    const path = join(editor.workspace, "otel-policy.toml");
    const whole = await readFile(path, "utf8");
    const edited = editorOf(page, "otel-policy.toml");
    await runCommand(page, "Codex OTel: Open Policy", edited);
    await until(edited.locator(".view-line", { hasText: /^broken\s=/ }), async () => {
      await focusEditor(edited);
      await page.keyboard.press("Control+Home");
      await page.keyboard.insertText("broken = \n");
    });
    await save(page);
    await page.locator(".sidebar .message", { hasText: "The policy is broken in line 1." }).waitFor();
    await treeRow(page, /^siem\d+ of \d+ events/).waitFor();
    await screenshotInAllThemes(page, "broken-policy");
    await writeFile(path, whole);
    await page.locator(".sidebar .message", { hasText: "The policy is broken" }).waitFor({ state: "hidden" });
  });
});
