import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/startCodeServer.mjs";
import { runCodexSession } from "../programs/codexSession.ts";
import { type Collector, collectorProgram, startCollector } from "../programs/collector.ts";
import { certificateFor } from "../protocol/certificates.ts";
import { type Editor, startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { packagedExtension } from "./support/packagedExtension.ts";
import { screenshotInBothThemes, themeSettings } from "./support/themes.ts";
import {
  editorOf,
  expandRow,
  extensionIsActive,
  runCommand,
  save,
  showSessionsView,
  treeRow,
  widenSideBar,
} from "./support/workbench.ts";

const program = await collectorProgram();
const key = "ApiKey made-up-key-of-a-test";
const pipeline = "00000000-0000-4000-8000-000000000000";
const prompt = "Count the lines of the readme";

/** A backend as Monad describes its own: OTLP over gRPC with TLS, and two headers. */
const backend = (folder: string) => `
extensions:
  required_headers: { headers: { authorization: "${key}", monad-pipeline-id: "${pipeline}" } }
receivers:
  otlp:
    protocols:
      grpc:
        endpoint: "\${env:CODEX_OTEL_GRPC_ENDPOINT}"
        tls: { cert_file: "${folder}/certificate.pem", key_file: "${folder}/key.pem" }
        auth: { authenticator: required_headers }
exporters:
  file: { path: "${folder}/received.jsonl", flush_interval: 100ms }
service:
  extensions: [required_headers]
  pipelines:
    logs: { receivers: [otlp], exporters: [file] }
`;

/** Each test goes on where the one before it ended: from a wrong key to events that arrive redacted. */
describe.skipIf(program === undefined)("towards a backend that wants TLS and two headers", () => {
  let editor: Editor;
  let page: Page;
  let collector: Collector;
  let folder: string;
  let grpcPort: number;
  let endpoint: string;
  let brokenOff = false;
  beforeEach(({ skip }) => skip(brokenOff, "an earlier step failed"));
  afterEach(({ task }) => {
    brokenOff ||= task.result?.state === "fail";
  });
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "backend-"));
    const { certificate, privateKey } = certificateFor("localhost");
    await writeFile(join(folder, "certificate.pem"), certificate);
    await writeFile(join(folder, "key.pem"), privateKey);
    await writeFile(join(folder, "config.yaml"), backend(folder));
    collector = await startCollector(program ?? "", join(folder, "config.yaml"), folder);
    endpoint = `https://localhost:${collector.grpc.port}`;

    grpcPort = await freePort();
    const builtIn = await readFile(new URL("../../policies/default.toml", import.meta.url), "utf8");
    const headers = '{ Authorization = "MONAD_AUTHORIZATION", Monad-Pipeline-Id = "MONAD_PIPELINE_ID" }';
    const forward = `[destinations.siem]\nforward = { endpoint = "${endpoint}", protocol = "grpc", headers_env = ${headers} }`;
    editor = await startEditor({
      extensions: [await packagedExtension()],
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
      environment: () => ({
        NODE_EXTRA_CA_CERTS: join(folder, "certificate.pem"),
        MONAD_PIPELINE_ID: pipeline,
      }),
      homeFiles: {
        ".codex/config.toml": `[otel.exporter.otlp-grpc]
endpoint = "${endpoint}"
headers = { Authorization = "ApiKey the-wrong-one", Monad-Pipeline-Id = "${pipeline}" }
tls = { ca-certificate = "${join(folder, "certificate.pem")}" }
`,
      },
      workspaceFiles: { "otel-policy.toml": builtIn.replace("[destinations.siem]", forward) },
    });
    page = await editor.open({ path: join(editor.home, ".codex/config.toml") });
    await extensionIsActive(page);
  });

  afterAll(async () => {
    await editor?.close();
    await collector?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const message = (text: string | RegExp) => page.locator(".notification-list-item").filter({ hasText: text }).first();

  it("names the step that fails: the key is refused", async () => {
    await page.locator(".codelens-decoration a", { hasText: "Test connection" }).first().click();
    await message(/Sending an empty export request failed for https:\/\/localhost/).waitFor();
    expect(await message(/refused/).innerText()).toContain("Check the header with the key");
    await screenshotInBothThemes(page, "connection-refused");
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  it("accepts an empty export with the right key, which is never shown", async () => {
    await editorOf(page, "config.toml").click();
    const path = join(editor.home, ".codex/config.toml");
    await writeFile(path, (await readFile(path, "utf8")).replace("ApiKey the-wrong-one", key));
    await runCommand(page, "Codex OTel: Test Connection");
    await message(/accepted an empty export request/).waitFor();
    expect(await page.locator(".notifications-toasts").innerText()).not.toContain(key);
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  it("shows what each destination gets of a real session, before anything leaves", async () => {
    await runCommand(page, "View: Close All Editors");
    await showSessionsView(page);
    await runCommand(page, "Codex OTel: Start Listener");
    await treeRow(page, /^siem/).waitFor();
    const session = await runCodexSession({
      otel: `[otel]\nlog_user_prompt = true\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }`,
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
    await screenshotInBothThemes(page, "destinations");
  });

  it("says that a header has no value, and keeps it as a secret when it is given", async () => {
    // a setting of the machine on which Codex runs
    const machine = join(editor.server.folder, "user/Machine");
    await mkdir(machine, { recursive: true });
    await writeFile(join(machine, "settings.json"), '{ "codexOtel.forward.enabled": true }\n');
    await treeRow(page, /^Not sent.*The header Authorization has no value/).waitFor();
    await screenshotInBothThemes(page, "header-missing");
    await treeRow(page, /^Not sent/).click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Authorization" }).click();
    const input = page.locator(".quick-input-widget input[type=password]");
    await input.fill(key);
    await input.press("Enter");
    await message(/kept in VS Code's secret storage/).waitFor();
    await treeRow(page, /^Forwarded to https:\/\/localhost.*up to date/).waitFor();
    await runCommand(page, "Notifications: Clear All Notifications");
  });

  it("sends the next session as the preview shows it, and tells the backend's answer", async () => {
    const session = await runCodexSession({
      otel: `[otel]\nlog_user_prompt = true\nexporter = { otlp-grpc = { endpoint = "http://127.0.0.1:${grpcPort}" } }`,
      prompt,
      files: { "README.md": "one\ntwo\n" },
      steps: [{ command: "wc -l README.md" }, { message: "Two lines." }],
    });
    expect(session.exitCode, session.stderr).toBe(0);
    await treeRow(page, /^Forwarded to https:\/\/localhost.*[1-9]\d* sent.*accepted/).waitFor();
    await expect
      .poll(() => readFile(join(folder, "received.jsonl"), "utf8").catch(() => ""))
      .toContain("codex.tool_decision");
    const received = await readFile(join(folder, "received.jsonl"), "utf8");
    for (const secret of [prompt, "wc -l", "Two lines."]) expect(received).not.toContain(secret);
    await screenshotInBothThemes(page, "forwarded");
  });

  it("follows the policy while it is typed, and keeps the last good one while it is broken", async () => {
    const path = join(editor.workspace, "otel-policy.toml");
    const whole = await readFile(path, "utf8");
    await runCommand(page, "Codex OTel: Open Policy");
    await editorOf(page, "otel-policy.toml").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("broken = \n");
    await save(page);
    await page.locator(".sidebar .message", { hasText: "The policy is broken in line 1." }).waitFor();
    await treeRow(page, /^siem\d+ of \d+ events/).waitFor();
    await screenshotInBothThemes(page, "broken-policy");
    await writeFile(path, whole);
    await page.locator(".sidebar .message", { hasText: "The policy is broken" }).waitFor({ state: "hidden" });
  });
});
