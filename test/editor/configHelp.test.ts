import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../scripts/programs/startCodeServer.mjs";
import { ensureCodex } from "../programs/codex.ts";
import { runCodex } from "../programs/codexSession.ts";
import type { Editor } from "./support/editor.ts";
import { startEditor } from "./support/editor.ts";
import { keepEvidence } from "./support/onFailure.ts";
import { packagedExtension } from "./support/packagedExtension.ts";
import { screenshotInBothThemes, themeSettings } from "./support/themes.ts";
import { applyQuickFix, editorOf, extensionIsActive, goToProblem, runCommand, save } from "./support/workbench.ts";

const config = `# Telemetry of this machine
[otel]
environment = "dev"

[otel.exporter.otlp-grpc]
endpoint = "https://app.monad.com"
tls = { ca-certificate = "certs/ca.pem" }

[otel.exporter.otlp-grpc.headers]
Authorization = "Bearer \${MONAD_KEY}"
"Monad Pipeline Id" = "6f1d2c3b"
`;

describe("what Codex will do with config.toml", () => {
  let editor: Editor;
  let page: Page;
  let grpcPort: number;
  let codexHome: string;
  keepEvidence(() => (page === undefined ? undefined : { editor, page }));

  beforeAll(async () => {
    grpcPort = await freePort();
    editor = await startEditor({
      extensions: [await packagedExtension()],
      settings: {
        "codexOtel.listener.grpcPort": grpcPort,
        "codexOtel.listener.httpPort": await freePort(),
        ...themeSettings,
      },
      homeFiles: { ".codex/config.toml": config, ".codex/certs/ca.pem": "" },
      workspaceFiles: { "README.md": "# A project\n" },
    });
    codexHome = join(editor.home, ".codex");
    page = await editor.open({ path: join(codexHome, "config.toml") });
    await extensionIsActive(page);
  });
  afterAll(() => editor?.close());

  const lines = () => editorOf(page, "config.toml").locator(".view-lines");

  it("stands behind the values and above the exporter", async () => {
    await lines().getByText("sent literally").waitFor();
    await lines().getByText("not sent").waitFor();
    await lines().getByText("port 443").waitFor();
    await lines().getByText(join(codexHome, "certs/ca.pem")).waitFor();
    await page.locator(".codelens-decoration").getByText("Send sessions here").waitFor();
    await screenshotInBothThemes(page, "config-hints");
  });

  it("is told in full on hover, without the key", async () => {
    await lines().getByText("Authorization", { exact: false }).first().hover();
    const hover = page.locator(".monaco-hover:visible");
    await hover.getByText("Authorization: Bearer ••••••").first().waitFor();
    expect(await hover.first().innerText()).not.toContain("6f1d2c3b");
    await page.screenshot({ path: "test-results/screenshots/config-hover.png" });
    await page.keyboard.press("Escape");
  });

  it("is mended, and sent to this window from above the exporter", async () => {
    await goToProblem(page, /drops the header "Monad Pipeline Id"/, /Ln 11/);
    await applyQuickFix(page, /Rename to Monad-Pipeline-Id/);
    await lines().getByText("Monad-Pipeline-Id").waitFor();
    await runCommand(page, "View: Hide Panel");

    await page.locator(".codelens-decoration").getByText("Send sessions here").click();
    await page.getByRole("button", { name: "Replace in the Editor" }).click();
    await lines().getByText(`http://127.0.0.1:${grpcPort}`).waitFor();
    await save(page);
    const { exitCode, stderr } = await runCodex(await ensureCodex(), ["debug", "prompt-input", "hello"], {
      cwd: editor.workspace,
      codexHome,
    });
    expect(exitCode, stderr).toBe(0);
    expect(await readFile(join(codexHome, "config.toml"), "utf8")).toContain("# Telemetry of this machine");
    await screenshotInBothThemes(page, "config-pointed-here");
  });
});
